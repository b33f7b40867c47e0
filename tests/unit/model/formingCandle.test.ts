import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Big } from 'big.js';
import fc from 'fast-check';
import { klines } from '../../../exchanges/binance/spot/feeds/klines.ts';
import { trades as tradesFeed } from '../../../exchanges/binance/spot/feeds/trades.ts';
import { FormingCandle } from '../../../model/formingCandle.ts';
import type { StreamedCandle, StreamedTrade } from '../../../model/streamed.ts';
import { describeWithRecordings, recording } from '../../recordings.ts';

const feed = klines({}, 1);
const streamed = feed.streamed?.by === 'candles' ? feed.streamed : null;
if (streamed === null) throw new Error('klines have no streams');
const { add } = streamed;

const OPEN = 1_790_000_040_000;
const MINUTE = 60_000;

const newCandle = () => new FormingCandle(1, { add, scoreOf: feed.scoreOf });

/** A trade of one single trade. @param second from the opening of the first candle on */
const trade = (id: number, second: number, price = '10.00000000', quantity = '1.00000000'): StreamedTrade => ({
  ...{ price, quantity, firstId: id, lastId: id, time: OPEN + second * 1000, takerBuys: id % 2 === 0 },
});

/** The candle of these trades, in the most obvious way. */
function sumOf(openTime: number, all: readonly StreamedTrade[]): unknown[] {
  const prices = all.map(({ price }) => price);
  const sorted = prices.toSorted((one, other) => Big(one).cmp(other));
  const total = (of: (each: StreamedTrade) => Big, some = all) =>
    some.reduce((sum, each) => sum.plus(of(each)), Big(0)).toFixed(8);
  const base = ({ quantity }: StreamedTrade) => Big(quantity);
  const quote = ({ price, quantity }: StreamedTrade) => Big(price).times(quantity).round(8, Big.roundDown);
  const bought = all.filter(({ takerBuys }) => takerBuys);
  const count = all.reduce((sum, { firstId, lastId }) => sum + lastId - firstId + 1, 0);
  const [volume, quoteVolume] = [total(base), total(quote)];
  return [
    ...[openTime, prices[0], sorted.at(-1), sorted[0], prices.at(-1), volume, openTime + MINUTE - 1],
    ...[quoteVolume, count, total(base, bought), total(quote, bought), '0'],
  ];
}

const candleOf = (openTime: number, all: readonly StreamedTrade[], isClosed = false): StreamedCandle => ({
  row: sumOf(openTime, all),
  ...{ isClosed, lastId: all.at(-1)?.lastId ?? null },
});

describe('the newest candle', () => {
  it("is the exchange's, until trades follow it", () => {
    const forming = newCandle();
    expect(forming.newest()).toBeNull();
    const [one, two, three] = [trade(1, 1), trade(2, 2, '11.00000000'), trade(3, 3, '9.50000000', '2.00000000')];
    // Trades come first: they say nothing until the exchange's candle tells what was before them.
    forming.takeTrade(two);
    expect(forming.newest()).toBeNull();
    forming.takeCandle(candleOf(OPEN, [one]));
    expect(forming.newest()).toEqual({ row: sumOf(OPEN, [one, two]), openTime: OPEN, isClosed: false });
    forming.takeTrade(three);
    expect(forming.newest()?.row).toEqual(sumOf(OPEN, [one, two, three]));
    forming.takeTrade(three);
    expect(forming.newest()?.row).toEqual(sumOf(OPEN, [one, two, three]));
  });

  it('begins with the trades where the exchange tells one without any', () => {
    const forming = newCandle();
    const before = trade(1, -1);
    forming.takeCandle(candleOf(OPEN - MINUTE, [before]));
    const flat = [
      '10',
      '10',
      '10',
      '10',
      '0.00000000',
      OPEN + MINUTE - 1,
      '0.00000000',
      0,
      '0.00000000',
      '0.00000000',
      '0',
    ];
    forming.takeCandle({ row: [OPEN, ...flat], isClosed: false, lastId: null });
    const first = trade(2, 1, '12.00000000');
    forming.takeTrade(first);
    expect(forming.newest()?.row).toEqual(sumOf(OPEN, [first]));
  });

  it('stays the same where a candle comes late, and counts no trade twice', () => {
    const forming = newCandle();
    const all = [trade(1, 1), trade(2, 2), trade(3, 3)];
    forming.takeCandle(candleOf(OPEN, all));
    forming.takeCandle(candleOf(OPEN, all.slice(0, 1)));
    forming.takeCandle(candleOf(OPEN - MINUTE, []));
    forming.takeTrade(trade(2, 2));
    expect(forming.newest()?.row).toEqual(sumOf(OPEN, all));
  });

  it("is the exchange's alone while trades are missing, until one comes that holds them", () => {
    const forming = newCandle();
    const all = [1, 2, 3, 4, 5].map((id) => trade(id, id, `${10 + id}.00000000`));
    const [one, two, , four, five] = all as [StreamedTrade, StreamedTrade, StreamedTrade, StreamedTrade, StreamedTrade];
    forming.takeCandle(candleOf(OPEN, [one]));
    for (const each of [two, four]) forming.takeTrade(each);
    expect([forming.lacksTrades, forming.newest()?.row]).toEqual([true, sumOf(OPEN, [one])]);
    forming.takeCandle(candleOf(OPEN, all.slice(0, 3)));
    expect([forming.lacksTrades, forming.newest()?.row]).toEqual([false, sumOf(OPEN, all.slice(0, 4))]);
    forming.takeTrade(five);
    expect(forming.newest()?.row).toEqual(sumOf(OPEN, all));
  });

  it('waits for more where it holds a trade in part', () => {
    const forming = newCandle();
    forming.takeCandle({ ...candleOf(OPEN, [trade(1, 1)]), lastId: 5 });
    forming.takeTrade({ ...trade(4, 2), lastId: 8 });
    expect([forming.lacksTrades, forming.newest()?.row]).toEqual([true, sumOf(OPEN, [trade(1, 1)])]);
  });

  it('keeps no more trades than of some seconds', () => {
    const forming = newCandle();
    forming.takeCandle(candleOf(OPEN, [trade(1, 1)]));
    for (let id = 2; id < 6000; id++) forming.takeTrade(trade(id, 2));
    expect([forming.lacksTrades, forming.newest()?.row]).toEqual([true, sumOf(OPEN, [trade(1, 1)])]);
    forming.takeCandle({ ...candleOf(OPEN, [trade(1, 1)]), lastId: 5990 });
    expect([forming.lacksTrades, Object(forming.newest()?.row)[8]]).toEqual([false, 10]);
  });
});

describe('a candle that is over', () => {
  const [one, two] = [trade(1, 59), trade(2, 61, '12.00000000')];
  const begun = (): FormingCandle => {
    const forming = newCandle();
    forming.takeCandle(candleOf(OPEN, [one]));
    forming.takeTrade(two);
    return forming;
  };

  it('waits for its close, while the next one begins with its trades', () => {
    const forming = begun();
    expect(forming.waiting).toEqual([OPEN]);
    expect(forming.newest()).toEqual({ row: sumOf(OPEN + MINUTE, [two]), openTime: OPEN + MINUTE, isClosed: false });
  });

  it('is passed on once when its close comes, and the next one goes on', () => {
    const forming = begun();
    const closed = candleOf(OPEN, [one], true);
    expect([forming.takeCandle(closed), forming.takeCandle(closed)]).toEqual([true, false]);
    expect([forming.waiting, forming.newest()?.row]).toEqual([[], sumOf(OPEN + MINUTE, [two])]);
    forming.takeCandle(candleOf(OPEN + MINUTE, [two]));
    expect([forming.waiting, forming.takeCandle(closed)]).toEqual([[], false]);
  });

  it('is passed on, too, when its close comes after the next one', () => {
    const forming = begun();
    forming.takeCandle(candleOf(OPEN + MINUTE, [two]));
    expect(forming.waiting).toEqual([OPEN]);
    expect(forming.takeCandle(candleOf(OPEN, [one], true))).toBe(true);
    expect([forming.waiting, forming.newest()?.openTime]).toEqual([[], OPEN + MINUTE]);
  });

  it('waits no more when its close is known otherwise', () => {
    const forming = begun();
    forming.settle(OPEN);
    expect([forming.waiting, forming.takeCandle(candleOf(OPEN, [one], true))]).toEqual([[], false]);
  });

  it('takes no trade after its close', () => {
    const forming = newCandle();
    forming.takeCandle(candleOf(OPEN, [one], true));
    forming.takeTrade(trade(2, 59));
    expect(forming.newest()).toMatchObject({ row: sumOf(OPEN, [one]), isClosed: true });
    forming.takeTrade(trade(3, 60));
    expect(forming.newest()?.row).toEqual(sumOf(OPEN + MINUTE, [trade(3, 60)]));
  });

  it('is not followed by one that lacks trades', () => {
    const forming = newCandle();
    forming.takeCandle(candleOf(OPEN, [one]));
    forming.takeTrade(trade(3, 61));
    expect([forming.newest()?.openTime, forming.waiting, forming.lacksTrades]).toEqual([OPEN, [OPEN], true]);
  });
});

describe('when the exchange counts its trades anew', () => {
  it('trades of before say nothing, and the next candle begins anew', () => {
    const forming = newCandle();
    forming.takeCandle(candleOf(OPEN, [trade(1_000_000, 1)]));
    forming.takeTrade(trade(1_000_001, 2));
    const anew = [trade(1, 10), trade(2, 11)];
    for (const each of anew) forming.takeTrade(each);
    expect(forming.lacksTrades).toBe(true);
    forming.takeCandle(candleOf(OPEN, anew.slice(0, 1)));
    expect([forming.lacksTrades, forming.newest()?.row]).toEqual([false, sumOf(OPEN, anew)]);
  });

  it('a later candle with lower numbers tells so by itself', () => {
    const forming = newCandle();
    forming.takeCandle(candleOf(OPEN, [trade(1_000_000, 1)]));
    forming.takeTrade(trade(1_000_001, 2));
    forming.takeCandle(candleOf(OPEN + MINUTE, [trade(1, 61)]));
    forming.takeTrade(trade(2, 62));
    expect(forming.newest()?.row).toEqual(sumOf(OPEN + MINUTE, [trade(1, 61), trade(2, 62)]));
  });
});

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

const openOf = ({ time }: StreamedTrade) => Math.floor(time / MINUTE) * MINUTE;

/** The exchange's candle after so many trades. */
function candleAfter(all: readonly StreamedTrade[], count: number): StreamedCandle {
  const openTime = openOf(all[count - 1] as StreamedTrade);
  const within = all.slice(0, count).filter((each) => openOf(each) === openTime);
  const next = all[count];
  return candleOf(openTime, within, next !== undefined && openOf(next) > openTime);
}

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
      const said = streamed.read(data, 'LRCBTC');
      rows.push(
        'candle' in said ? said.candle.row : add(null, [said.trade], Math.floor(said.trade.time / MINUTE) * MINUTE),
      );
    }
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual(rows[1]);
  });
});
