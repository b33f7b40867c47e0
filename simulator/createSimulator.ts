import { createApiListener } from './apiServer.ts';
import { createControlListener } from './controlServer.ts';
import { createFaults, type Fault } from './faults.ts';
import { loadFrames } from './frames/loadFrames.ts';
import { createSourceOf } from './frames/sourceOf.ts';
import { listen } from './listen.ts';
import { loadRecordings } from './replay/loadRecordings.ts';
import { createRecordedHistory } from './replay/recordedHistory.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';
import { createStats } from './stats.ts';
import { createAttempts } from './streams/attempts.ts';
import { rulesOf } from './streams/rules.ts';
import { readStreamName } from './streams/streamName.ts';
import { createStreams, type StreamMarket } from './streams/streams.ts';
import { createUpgradeListener } from './streams/upgrade.ts';
import type { History } from './trading/history/history.ts';
import { symbolsWith } from './trading/madeUp.ts';
import { createOldPairs } from './trading/oldPairs.ts';
import { createPairs, symbolStatuses } from './trading/pairs.ts';
import type { SymbolSpec } from './trading/symbols.ts';
import { statusAt } from './usdm/contracts/contract.ts';
import { contractStatuses } from './usdm/contracts/contractSpec.ts';
import { createUsdm } from './usdm/createUsdm.ts';
import { asFollowed } from './usdm/streams/capturedStreams.ts';
import { createListings } from './venues/listings.ts';
import { createSpotVenue } from './venues/spotVenue.ts';
import { createWsApi } from './wsApi/createWsApi.ts';

export type { Simulator, SimulatorOptions };

/**
 * Starts a stand-in Binance: the REST API and the streams of its spot and its futures market, with trading made from a seed (or replayed),
 * and a control port that injects faults.
 * @throws SimulatorError when a port cannot be had or a recording cannot be read
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', seed = 'binance-collector', weightLimit = 6000, log = () => {} } = options;
  const clock = options.now ?? Date.now;
  const monotonic = options.monotonic ?? (() => performance.now());
  let offsetMs = options.clockOffset ?? 0;
  const now = () => clock() + offsetMs;

  const recordings = await loadRecordings(options.replay ?? [], now(), log);
  const futures = await loadRecordings(options.replayUsdm ?? [], now(), log, '--replay-usdm');
  const frames = await loadFrames(options.frames ?? [], now, log);
  const played = { option: '--frames-usdm', asFollowed };
  const futuresFrames = await loadFrames(options.framesUsdm ?? [], now, log, played);
  const specs = frames.extend(recordings.extend(options.symbols ?? symbolsWith(options.spotPairs ?? 0)));
  const traded = createPairs(specs, seed, (spec, seeded) => withOutages(spec, recordings.overlay(spec, seeded)));
  const old = createOldPairs(Math.max(0, (options.listed ?? 0) - traded.size), seed);
  const pairs = new Map([...traded, ...old.map((listing) => [listing.spec.symbol, listing] as const)]);
  const faults = createFaults(monotonic);
  const stats = createStats();
  const counts = stats.streams;
  const usdm = createUsdm(pairs, seed, now(), futures, futuresFrames, options.usdm);
  const spot = createSpotVenue(pairs, weightLimit, frames);
  const spotStreams: StreamMarket = {
    isServed: () => true,
    sourceOf: createSourceOf(frames),
    symbolOf: (name) => readStreamName(name)?.symbol,
  };
  const markets = { spot: spotStreams, usdm: usdm.streams };
  const onTick = (instant: number) => {
    frames.look(instant);
    futuresFrames.look(instant);
  };
  const streams = createStreams({ pairs, markets, now, faults, stats, counts, log, onTick });
  const attempts = createAttempts();
  const rules = rulesOf(options, monotonic, streams.socketFaults.lifetimeMs);

  const onStreams = createUpgradeListener({ streams, attempts, rules, counts, faults, stats, now });
  const takesRequests = createWsApi({
    ...{ spot, usdm: usdm.venue, now, stats },
    weightLimits: { spot: weightLimit, usdm: options.usdm?.weightLimit ?? 2400 },
  });

  const api = await listen(
    createApiListener({ spot, usdm: usdm.venue, now, faults, stats }),
    host,
    options.port ?? 0,
    (request, socket, head) => {
      if (!takesRequests(request, socket, head)) onStreams(request, socket, head);
    },
  ).catch((error: unknown) => {
    streams.close();
    throw error;
  });
  const controls = {
    ...createListings(pairs, now, symbolStatuses, {
      read: ({ status }) => status,
      set: (listing, status) => Object.assign(listing, { status }),
    }),
    usdm: createListings(usdm.contracts, now, contractStatuses, {
      read: statusAt,
      set: (contract, status) => Object.assign(contract, { forced: status === 'TRADING' ? undefined : status }),
    }),
    now,
    stats: stats.read,
    resetStats: stats.reset,
    resetLimits() {
      spot.resetLimits();
      usdm.venue.resetLimits();
      attempts.reset();
    },
    inject(fault: Fault) {
      const id = faults.inject(fault);
      streams.injected(id, fault);
      return id;
    },
    faults: faults.list,
    clearFaults: faults.clear,
    setClockOffset(offset: number) {
      offsetMs = offset;
    },
  };
  try {
    const control = await listen(createControlListener(controls), '127.0.0.1', options.controlPort ?? 0);
    const close = async () => {
      streams.close();
      await control.close();
      await api.close();
    };
    const streamUrl = api.url.replace(/^http/, 'ws');
    const urls = { url: api.url, streamUrl, usdmStreamUrl: `${streamUrl}/fstream`, controlUrl: control.url };
    return { ...controls, ...urls, close };
  } catch (error) {
    streams.close();
    await api.close();
    throw error;
  }
}

/** An outage is a recording without a single minute. */
const withOutages = ({ outages = [] }: SymbolSpec, history: History): History =>
  outages.reduce(
    (rest, { from, to }) => createRecordedHistory({ start: from, end: to, at: () => undefined }, rest),
    history,
  );
