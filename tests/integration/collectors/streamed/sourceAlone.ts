import { setTimeout as wait } from 'node:timers/promises';
import { createLine } from '../../../../collectors/context/line.ts';
import type { Source } from '../../../../collectors/sources/source.ts';
import { sourceOf } from '../../../../collectors/sources/sourceOf.ts';
import type { SourceSettings } from '../../../../collectors/sources/sourceSettings.ts';
import { createBacklog } from '../../../../collectors/sources/streamed/backlog.ts';
import { createBoard } from '../../../../collectors/sources/streamed/silence/board.ts';
import type { PairState } from '../../../../collectors/state/pairState.ts';
import { ordinary } from '../../../../collectors/worker/role.ts';
import { createWorkerParts, type WorkerParts } from '../../../../collectors/worker/workerParts.ts';
import { workerSettings } from '../../../../collectors/worker/workerSettings.ts';
import { binanceSpot } from '../../../../exchanges/binance/spot/connector.ts';
import { spotStreams } from '../../../../exchanges/binance/spot/streams.ts';
import { openHttp } from '../../../../exchanges/http.ts';
import { createGate } from '../../../../gateway/gate.ts';
import { createSharedState } from '../../../../gateway/sharedState.ts';
import { createHub } from '../../../../gateway/streams/createHub.ts';
import type { Hub } from '../../../../gateway/streams/hub.ts';
import { collectorsOf } from '../../../../markets/markets.js';
import { spot } from '../../../../markets/spot.js';
import { limitsOf } from '../../../../model/limits.ts';
import { machine, machineClocks } from '../../../../runtime/machine.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../../../simulator/createSimulator.ts';
import { createExchangeClock } from '../../../../store/market/clock.ts';
import { collectorKey } from '../../../../store/redis/keys.ts';
import { createDefects } from '../../../../store/reports/defects.ts';
import type { WorkerCounter } from '../../../../store/reports/health.ts';
import type { Lease } from '../../../../store/values/lease.ts';
import { configOf } from '../../../configOf.ts';
import type { AtEnd } from '../../../inWorld.ts';
import { planFor } from '../../../planFor.ts';
import { openTestStore, type TestStore } from '../../../testStore.ts';
import { freely } from '../../gateway/streams/hubFixture.ts';

export interface SourceAloneOptions extends Pick<SimulatorOptions, 'seed' | 'symbols'> {
  /** Name of the collector. */
  readonly name: string;
  readonly pairs?: readonly string[];
  /** Seconds in which the audit gets round; null: there is none. */
  readonly auditEvery: number | null;
  /** What comes in the place of an event; default: the event. */
  readonly spoil?: (event: unknown) => unknown;
}

/** One streamed collector with its source, in real time: a test sees each second's turn through. */
export interface SourceAlone {
  readonly simulator: Simulator;
  readonly test: TestStore;
  readonly source: Source;
  readonly parts: WorkerParts;
  readonly settings: SourceSettings;
  /** Streams that were asked for anew. */
  renewed(): number;
  /** Sockets whose place another one has taken. */
  rotated(): number;
  /** The first pair, and the key of its data. */
  readonly pair: PairState;
  readonly key: string;
  counted(counter: WorkerCounter): number;
  /** Requests of REST that the simulator has answered for this path. */
  asked(path: string): number;
}

/** Turns come twice a second, so that tests wait less. */
const TURN_MS = 500;
/** Held for good: on a machine that is too busy to renew it in time it would be lost, and with it what streams have told. */
const lease: Lease = { hold: async () => true, fence: () => 1, holder: () => '', release: async () => undefined };

export async function openSourceAlone(atEnd: AtEnd, options: SourceAloneOptions): Promise<SourceAlone> {
  const { name, pairs = ['btcusdt'], auditEvery } = options;
  const simulator = await createSimulator(options);
  atEnd(() => simulator.close());
  const test = await openTestStore();
  atEnd(() => test.close());
  const { store, log } = test;
  const clock = createExchangeClock();
  clock.adopt({
    ...{ minusMonotonic: simulator.now() - machineClocks.monotonic(), minusWall: 0, uncertainty: 1 },
    ...{ at: simulator.now(), boot: machine.boot, host: machine.id },
  });
  const config = configOf({ pairs, transport: 'stream', budget: { share: 1 } });
  const plan = planFor(config, limitsOf(spot.limit));
  const account = { egress: 'local', market: 'spot' } as const;
  const defects = createDefects(log);
  const shared = createSharedState(store, account, clock);
  const exchange = openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [], now: clock.nowOrWall });
  atEnd(() => exchange.close());
  const gate = createGate({
    ...{ exchange, store, account, table: spot, clock, shared, share: () => 1 },
    plan: () => ({ weightPerMinute: 0, foreign: 0 }),
    onReply: () => undefined,
    onPause: () => undefined,
  });
  const symbols = pairs.map(binanceSpot.symbolOf);
  const hub = createHub({
    ...{ protocol: spotStreams, proxy: null, clock, log, attempts: freely, defects },
    baseUrl: simulator.streamUrl,
    heartbeatSymbols: () => symbols,
  });
  atEnd(() => hub.close());
  const { spoil = (event) => event } = options;
  const spoilt = (right: Hub): Hub => ({
    ...right,
    follow: (stream, follower) =>
      right.follow(stream, {
        ...follower,
        onEvent: (event, asOf, mayBeDouble) => follower.onEvent(spoil(event), asOf, mayBeDouble),
      }),
  });
  const [collector] = collectorsOf('spot').filter((each) => each.name === name);
  if (collector === undefined) throw new Error(`spot has no ${name}`);
  const parts = createWorkerParts({
    ...{ collector, lease, connector: binanceSpot, shared, role: ordinary, table: spot, config, plan },
    ...{
      store,
      gate,
      clock,
      log,
      defects,
      lines: { gap: createLine(), history: createLine() },
      streams: { hub: spoilt(hub), board: createBoard(), backlog: createBacklog() },
    },
    onUnknown: async () => true,
    onFatal: () => undefined,
  });
  parts.pairs.follow(pairs);
  const settings = { ...workerSettings(collector, binanceSpot, config, plan), auditEvery };
  const source = sourceOf(parts.context, settings);
  let isOver = false;
  const turns = (async () => {
    while (!isOver) {
      await source.serve(parts.pairs.current(), 'live');
      await wait(TURN_MS);
    }
  })();
  atEnd(async () => {
    isOver = true;
    await turns;
    await source.close();
  });
  const [pair] = parts.pairs.current();
  if (pair === undefined) throw new Error('no pair');
  return {
    renewed: () => hub.report().counts.renewed,
    rotated: () => hub.report().counts.rotated,
    ...{ simulator, test, source, parts, settings, pair, key: collectorKey(collector, pair.code) },
    counted: (counter) => parts.counters.all()[counter],
    asked: (path) => simulator.stats().byPath[path] ?? 0,
  };
}
