import type { Answerer } from '../../../../api/binance/asked.ts';
import { createCandles } from '../../../../api/binance/candles.ts';
import type { Params } from '../../../../model/endpoint.ts';
import { AT, type DialectWorld, MINUTE, openDialectWorld, storedCandles, textOf } from './dialectWorld.ts';

export const PATH = '/api/v3/klines';
export const whose = { symbol: 'BTCUSDT', interval: '1m' };
/** The minute that forms at first. */
export const minute = Math.floor(AT / MINUTE) * MINUTE;

/** One-minute candles of a pair, stored and asked for. Each test has its own. */
export interface MinuteCandles {
  readonly world: DialectWorld;
  /** Who answers; a test may set another one. */
  candles: Answerer;
  ask(params: Params): Promise<string | null>;
  /** The simulator's own answer. */
  tell(params: Params): Promise<string>;
  /** Stores the newest candles as the simulator answers them now. */
  collect(count?: number, lastState?: 0 | 1 | 2): Promise<void>;
}

/** To be called once in a file of tests, outside of them. */
export function minuteCandles(): MinuteCandles {
  let world: DialectWorld;
  let candles: Answerer;
  beforeEach(async () => {
    world = await openDialectWorld();
    candles = createCandles(world.context(), world.api.cache);
  });
  afterEach(() => world.close());
  const tell = (params: Params) => world.told(PATH, { ...whose, ...params });
  return {
    get world() {
      return world;
    },
    get candles() {
      return candles;
    },
    set candles(others) {
      candles = others;
    },
    ask: (params) => textOf(candles(world.asked(PATH, { ...whose, ...params }))),
    tell,
    async collect(count = 1000, lastState = 1) {
      await world.store('klines', storedCandles(await tell({ limit: count }), lastState), { interval: 1 });
    },
  };
}
