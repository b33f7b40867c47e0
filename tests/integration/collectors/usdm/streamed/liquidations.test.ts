import { dataKey } from '../../../../../store/redis/keys.ts';
import { readSeries } from '../../../../../store/values/series.ts';
import { eventually } from '../../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../../inWorld.ts';
import { askUsdm } from '../../../../unit/simulator/usdm/askUsdm.ts';
import { busySymbols, openOnStreams } from '../../streamed/onStreams.ts';

type Row = readonly [id: number, time: number, side: string, price: string, averagePrice: string, ...string[]];

const AT = Date.UTC(2026, 10, 24, 10, 7, 35);
const COLLECTORS = ['usdm-liquidations', 'usdm-pair-info'];

async function open(atEnd: AtEnd) {
  const bench = await openOnStreams(['btcusdt', 'linkusdt'], {}, { at: AT, symbols: busySymbols }, 'usdm');
  atEnd(() => bench.close());
  const rows = async (code = 'btcusdt') => {
    const found = await readSeries(bench.store, dataKey('usdm', code, 'liquidations'), { offset: 0 }, 1000);
    return { rows: found.rows.map((row) => JSON.parse(row) as Row), meta: found.meta };
  };
  return { ...bench, rows };
}

it.concurrent(
  'liquidations are those of the exchange, each once, in order; before the first one there is a fresh series of none',
  inWorld(open, async (bench) => {
    const truth = await askUsdm(AT, { seed: 'binance-collector', symbols: busySymbols });
    await bench.start(COLLECTORS);
    await bench.fresh(['usdm-liquidations']);
    const found = await eventually(async () => {
      const { rows } = await bench.rows();
      return rows.length >= 3 && rows;
    }, 60_000);
    const ids = found.map(([id]) => id);
    expect(ids).toEqual(ids.toSorted((one, other) => other - one));
    for (const [id, time, side, , averagePrice, qty, filled, worth, status] of found) {
      expect(Math.floor(id / 1000)).toBe(time);
      const query = { symbol: 'BTCUSDT', startTime: time, endTime: time };
      const trades = truth.ask<{ p: string; q: string; m: boolean }[]>(
        '/fapi/v1/aggTrades',
        query,
        bench.simulator.now(),
      );
      const same = trades.find(({ p, q }) => p === averagePrice && q === qty);
      expect([same?.m, filled, status]).toEqual([side === 'SELL', qty, 'FILLED']);
      expect(Number(worth)).toBeCloseTo(Number(averagePrice) * Number(qty), 4);
    }
  }),
);

it.concurrent(
  'what a break of the stream has cost is put on record, though nobody can tell what it was; the other route is left alone',
  inWorld(open, async (bench) => {
    await bench.start([...COLLECTORS, 'usdm-depth', 'usdm-book-ticker']);
    await bench.fresh(['usdm-liquidations', 'usdm-depth', 'usdm-book-ticker']);
    const from = bench.simulator.now();
    bench.simulator.inject({ kind: 'stream-refuse', route: 'market', forMs: 9_000 });
    bench.simulator.inject({ kind: 'stream-close', route: 'market' });
    await eventually(() => bench.simulator.now() > from + 8_000, 20_000);
    // Books and best prices have their own sockets.
    await bench.fresh(['usdm-depth', 'usdm-book-ticker'], 1_500);
    await bench.fresh(['usdm-liquidations']);
    const gaps = await eventually(async () => {
      const found = await bench.gaps('usdm-liquidations');
      return found.length >= 2 && found;
    }, 10_000);
    for (const code of ['btcusdt', 'linkusdt']) {
      const gap = gaps.find((each) => each.code === code);
      expect(gap).toMatchObject({ cause: 'stream-down', state: 'unfillable' });
      const [begin, end] = [(gap?.from ?? 0) / 1000, (gap?.to ?? 0) / 1000];
      expect(begin).toBeGreaterThan(from - 3_000);
      expect(end - begin).toBeGreaterThan(5_000);
      expect(end).toBeLessThanOrEqual(bench.simulator.now());
    }
  }),
);
