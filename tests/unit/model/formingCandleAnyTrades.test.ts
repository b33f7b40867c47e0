import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Big } from 'big.js';
import fc from 'fast-check';
import { trades as tradesFeed } from '../../../exchanges/binance/spot/feeds/trades.ts';
import type { StreamedTrade } from '../../../model/streamed.ts';
import { describeWithRecordings, recording } from '../../recordings.ts';
import { add, candleAfter, feed, MINUTE, newCandle, OPEN, readCandle } from './klinesOfTrades.ts';

const anyTrades = fc
  .array(
    fc.record({
      price: fc.integer({ min: 1, max: 10_000_000 }).map((cents) => (cents / 100).toFixed(8)),
      quantity: fc.integer({ min: 1, max: 100_000_000 }).map((size) => Big(size).div(100_000).toFixed(8)),
      count: fc.integer({ min: 1, max: 4 }),
      after: fc.integer({ min: 0, max: 9000 }),
      takerBuys: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    const all: StreamedTrade[] = [];
    for (const { price, quantity, count, after, takerBuys } of steps) {
      const { lastId, time } = all.at(-1) ?? { lastId: 100, time: OPEN };
      all.push({ price, quantity, firstId: lastId + 1, lastId: lastId + count, time: time + after, takerBuys });
    }
    return all;
  });

describe('any trades, split anywhere between candles,', () => {
  const places = fc.array(fc.record({ of: fc.nat(), late: fc.integer({ min: 0, max: 5 }) }), { maxLength: 20 });

  it('give the same candle as one sum, however late the candles come', () => {
    fc.assert(
      fc.property(anyTrades, places, (all, candles) => {
        const forming = newCandle();
        const due = candles.map(({ of, late }) => ({ of: 1 + (of % all.length), at: 1 + (of % all.length) + late }));
        due.push({ of: 1, at: 1 });
        for (const [index, each] of all.entries()) {
          const count = index + 1;
          forming.takeTrade(each);
          for (const { of } of due.filter(({ at }) => at === count)) forming.takeCandle(candleAfter(all, of));
          expect(forming.newest()?.row).toEqual(candleAfter(all, count).row);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('give no figures that the exchange never had, where any of them are missing', () => {
    fc.assert(
      fc.property(anyTrades, places, fc.array(fc.nat(), { maxLength: 5 }), (all, candles, losses) => {
        const forming = newCandle();
        const lost = new Set(losses.map((loss) => loss % all.length));
        const states = new Set(all.map((_, index) => JSON.stringify(candleAfter(all, index + 1).row)));
        for (const [index, each] of all.entries()) {
          if (!lost.has(index)) forming.takeTrade(each);
          const told = candles.filter(({ of, late }) => 1 + (of % all.length) + late === index + 1);
          for (const { of } of told) forming.takeCandle(candleAfter(all, 1 + (of % all.length)));
          const newest = forming.newest();
          if (newest !== null) expect(states).toContain(JSON.stringify(newest.row));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describeWithRecordings('real trades', () => {
  const { streamed: raw } = tradesFeed({ source: 'trades' });

  const linesOf = (file: string): string[] =>
    gunzipSync(readFileSync(recording(`streams/${file}`)))
      .toString()
      .trim()
      .split('\n');

  it('follow each other without a hole, and give candles that are possible and exact', () => {
    if (raw?.by !== 'rows') throw new Error('raw trades have no stream');
    const all = ['20240808', '20240809'].flatMap((day) =>
      linesOf(`hft-spot-btcusdt_${day}.ndjson.gz`).flatMap((line): StreamedTrade[] => {
        const { stream, data } = JSON.parse(line.slice(line.indexOf(' ') + 1));
        if (stream !== 'btcusdt@trade') return [];
        const row = raw.rowOf(data, 'BTCUSDT') as Record<'price' | 'qty', string> & Record<'id' | 'time', number>;
        const { id, price, qty, time } = row;
        return [{ price, quantity: qty, firstId: id, lastId: id, time, takerBuys: !data.m }];
      }),
    );
    expect(all.length).toBeGreaterThan(19_000);
    const forming = newCandle();
    forming.takeCandle(candleAfter(all, 1));
    const opened: number[] = [];
    for (const [index, each] of all.entries()) {
      forming.takeTrade(each);
      if (index % 1000 === 0) forming.takeCandle(candleAfter(all, index + 1));
      const newest = forming.newest();
      const openTime = newest?.openTime ?? 0;
      if (openTime !== opened.at(-1)) opened.push(openTime);
      if (index % 997 === 0) expect(newest?.row).toEqual(candleAfter(all, index + 1).row);
    }
    expect(forming.lacksTrades).toBe(false);
    expect(opened).toHaveLength(12);
    expect(forming.waiting).toEqual(opened.slice(0, -1).slice(-10));
    expect(
      feed.faultOf(forming.newest()?.row as never, { pairs: [], asOf: Date.UTC(2100, 0), uncertainty: 0 }),
    ).toBeNull();
  });

  it("give the exchange's own candle to the letter, where a recording has both", () => {
    const rows: unknown[] = [];
    for (const line of linesOf('capture-spot-2021-10-12.ws.gz').slice(1)) {
      const { stream, data } = JSON.parse(line.slice(line.indexOf('{')) || '{}');
      if (!/^lrcbtc@(kline|aggTrade)/.test(stream)) continue;
      const said = readCandle(data, 'LRCBTC');
      rows.push(
        'candle' in said ? said.candle.row : add(null, [said.trade], Math.floor(said.trade.time / MINUTE) * MINUTE),
      );
    }
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual(rows[1]);
  });
});
