import { asked, type CallersWorld, NOON, openCallersWorld } from './callersWorld.ts';

/** Candles of a pair, whose last one forms. */
export const klines = (params = {}) =>
  asked('/api/v3/klines', { symbol: 'BTCUSDT', interval: '4h', limit: 5, ...params });
/** What weighs most. */
export const day = () => asked('/api/v3/ticker/24hr');

/** One world for all tests of a file; each begins a second after noon, with nothing stored, spent or broken. */
export interface GatesOfFile {
  readonly world: CallersWorld;
  /** Requests that the exchange has got. */
  sent(): number;
}

/** To be called once in a file of tests, outside of them. */
export function gatesOfFile(): GatesOfFile {
  let world: CallersWorld;
  beforeAll(async () => {
    world = await openCallersWorld();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    world.now = NOON + 1_000;
    world.simulator.clearFaults();
    world.simulator.resetLimits();
    world.simulator.resetStats();
    await world.test.store.redis.flushdb();
  });
  return {
    get world() {
      return world;
    },
    sent: () => world.simulator.stats().requests,
  };
}
