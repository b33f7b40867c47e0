import { createApiListener } from './apiServer.ts';
import { createControlListener } from './controlServer.ts';
import { createFaults, type Fault } from './faults.ts';
import { loadFrames } from './frames/loadFrames.ts';
import { createSourceOf } from './frames/sourceOf.ts';
import { listen } from './listen.ts';
import { createRateLimit } from './rateLimit.ts';
import { loadRecordings } from './replay/loadRecordings.ts';
import { createRecordedHistory } from './replay/recordedHistory.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';
import { SimulatorError } from './simulatorError.ts';
import { createStats } from './stats.ts';
import { createAttempts } from './streams/attempts.ts';
import { createStreams } from './streams/streams.ts';
import { createUpgradeListener } from './streams/upgrade.ts';
import type { History } from './trading/history.ts';
import { createPairs, type Pairs, type SymbolStatus } from './trading/pairs.ts';
import { defaultSymbols, type SymbolSpec } from './trading/symbols.ts';

export type { Simulator, SimulatorOptions };

const DAY_SECONDS = 86_400;

/**
 * Starts a stand-in Binance spot REST API and its streams, with trading made from a seed (or replayed), and a control port that injects faults.
 * @throws SimulatorError when a port cannot be had or a recording cannot be read
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', seed = 'binance-collector', weightLimit = 6000, log = () => {} } = options;
  const clock = options.now ?? Date.now;
  let offsetMs = options.clockOffset ?? 0;
  const now = () => clock() + offsetMs;

  const recordings = await loadRecordings(options.replay ?? [], now(), log);
  const frames = await loadFrames(options.frames ?? [], now, log);
  const specs = frames.extend(recordings.extend(options.symbols ?? defaultSymbols));
  const pairs = new Map(
    createPairs(specs, seed, (spec, seeded) => withOutages(spec, recordings.overlay(spec, seeded))),
  );
  const delisted: typeof pairs = new Map();
  const rateLimit = createRateLimit(weightLimit);
  const faults = createFaults(options.monotonic ?? (() => performance.now()));
  const stats = createStats();
  const counts = stats.streams;
  const streams = createStreams({
    pairs,
    now,
    faults,
    stats,
    counts,
    log,
    sourceOf: createSourceOf(frames),
    onTick: frames.look,
  });
  const attempts = createAttempts();
  const rules = {
    pingEveryMs: options.pingEveryMs ?? 20_000,
    pongWithinMs: options.pongWithinMs ?? 60_000,
    lifetimeMs: () => streams.socketFaults.lifetimeMs() ?? (options.streamLifetimeSeconds ?? DAY_SECONDS) * 1000,
    monotonic: options.monotonic ?? (() => performance.now()),
  };
  const find = (symbol: string, where: Pairs) => {
    const listing = where.get(symbol);
    if (listing === undefined) throw new SimulatorError(`no pair ${symbol}`);
    return listing;
  };

  const api = await listen(
    createApiListener({ pairs, now, weightLimit, rateLimit, faults, stats, frames }),
    host,
    options.port ?? 0,
    createUpgradeListener({ streams, attempts, rules, counts, faults, stats, now }),
  ).catch((error: unknown) => {
    streams.close();
    throw error;
  });
  const controls = {
    pairs,
    now,
    stats: stats.read,
    resetStats: stats.reset,
    resetLimits() {
      rateLimit.reset();
      attempts.reset();
    },
    inject(fault: Fault) {
      const id = faults.inject(fault);
      streams.injected(id, fault);
      return id;
    },
    faults: faults.list,
    clearFaults: faults.clear,
    setSymbolStatus(symbol: string, status: SymbolStatus) {
      const listing = find(symbol, pairs);
      listing.stoppedAt = status === 'TRADING' ? undefined : (listing.stoppedAt ?? now());
      listing.status = status;
    },
    delist(symbol: string) {
      delisted.set(symbol, find(symbol, pairs));
      pairs.delete(symbol);
    },
    relist(symbol: string) {
      pairs.set(symbol, find(symbol, delisted));
      delisted.delete(symbol);
    },
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
    return { ...controls, url: api.url, streamUrl: api.url.replace(/^http/, 'ws'), controlUrl: control.url, close };
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
