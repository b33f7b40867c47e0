import type { Config } from '../../../../config/config.ts';
import { type MarketConfig, marketConfigOf } from '../../../../config/marketConfig.ts';
import { parseConfig } from '../../../../config/parseConfig.ts';
import type { Guest } from '../../../../gateway/openGuest.ts';
import { collectors, type Market } from '../../../../markets/markets.js';
import type { SeriesRow } from '../../../../model/seriesRow.ts';
import { createTruths, type Truths } from '../../../../rig/truth.ts';
import { openConfiguredGuest } from '../../../../scripts/exchange/openConfiguredGuest.ts';
import { createRestSource, type RestSourceOptions } from '../../../../scripts/history/restSource.ts';
import { createSimulator, type Simulator } from '../../../../simulator/createSimulator.ts';
import { openTestStore, type TestStore } from '../../../testStore.ts';

const SEED = 'older-rows';

/** A simulated exchange, a Redis, and the way of a command to both markets: nobody collects. */
export interface RestWorld {
  readonly test: TestStore;
  readonly simulator: Simulator;
  readonly truths: Truths;
  readonly rest: Readonly<Record<Market, Guest>>;
  /** What was said besides, in words. */
  readonly notes: string[];
  /** All rows of a series between two times. */
  read(worker: string, code: string, from: number, to: number, more?: Partial<RestSourceOptions>): Promise<SeriesRow[]>;
  close(): Promise<void>;
}

export async function openRestWorld(content: object = {}): Promise<RestWorld> {
  const truths = createTruths(SEED);
  const simulator = await createSimulator({ seed: SEED });
  const test = await openTestStore();
  const usdm = { pairs: ['linkusdt'] };
  const env = { BINANCE_SPOT_URL: simulator.url, BINANCE_USDM_URL: simulator.url, REDIS_URL: test.server.url };
  const config: Config = parseConfig(JSON.stringify({ pairs: ['btcusdt'], usdm, ...content }), 'CONFIG.json', env);
  const common = { config, store: test.store, log: test.log, weight: 'left' as const };
  const rest = {
    spot: await openConfiguredGuest({ ...common, market: 'spot' }),
    usdm: await openConfiguredGuest({ ...common, market: 'usdm' }),
  };
  const notes: string[] = [];
  return {
    ...{ test, simulator, truths, rest, notes },
    async read(worker, code, from, to, more = {}) {
      const collector = collectors.find(({ name }) => name === worker);
      if (collector === undefined) throw new RangeError(`no collector ${worker}`);
      const { market } = collector;
      const source = createRestSource({
        ...{ rest: rest[market], collector, code, config: marketConfigOf(config, market) as MarketConfig },
        onNote: (note) => notes.push(note),
        ...more,
      });
      const all: SeriesRow[] = [];
      for await (const rows of source.read(from, to)) all.push(...rows);
      return all;
    },
    async close() {
      rest.spot.close();
      rest.usdm.close();
      await simulator.close();
      await test.close();
    },
  };
}
