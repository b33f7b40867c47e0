import type { FormingCandle } from '../../../model/formingCandle.ts';
import type { StreamedTrade } from '../../../model/streamed.ts';
import { candleOf, MINUTE, newCandle, OPEN, sumOf } from './klinesOfTrades.ts';

/** A trade of one single trade. @param second from the opening of the first candle on */
const trade = (id: number, second: number, price = '10.00000000', quantity = '1.00000000'): StreamedTrade => ({
  ...{ price, quantity, firstId: id, lastId: id, time: OPEN + second * 1000, takerBuys: id % 2 === 0 },
});

describe('the newest candle', () => {
  it("is the exchange's, until trades follow it", () => {
    const forming = newCandle();
    expect(forming.newest()).toBeNull();
    const [one, two, three] = [trade(1, 1), trade(2, 2, '11.00000000'), trade(3, 3, '9.50000000', '2.00000000')];
    // Trades come first: they say nothing until the exchange's candle tells what was before them.
    forming.takeTrade(two);
    expect([forming.newest(), forming.lacksTrades]).toEqual([null, true]);
    forming.takeCandle(candleOf(OPEN, [one]));
    expect(forming.newest()).toEqual({ row: sumOf(OPEN, [one, two]), openTime: OPEN, isClosed: false });
    expect(forming.lacksTrades).toBe(false);
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
