import { toldOf } from '../../../../api/events/told.ts';
import type { SeriesRow } from '../../../../markets/market.js';
import { rowOf } from '../../../../markets/markets.js';

const rows = (...scores: number[]) => scores.map((score) => ({ score, text: `{"id":${score}}` }));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const scoresOf = (news: readonly { readonly score: number }[]) => news.map(({ score }) => score);
const ids = () => toldOf(rowOf('spot', 'trades') as SeriesRow);
const candles = () => toldOf(rowOf('spot', 'klines') as SeriesRow);

describe('of ids', () => {
  it('each row is news once, and the newest ten are at hand', () => {
    const told = ids();
    expect(told.top).toBeNull();
    expect(scoresOf(told.sift(rows(...range(5, 20))).rows)).toEqual(range(5, 20));
    expect(told.sift(rows(19, 20, 21))).toMatchObject({ rows: rows(21), late: [], restated: [] });
    expect([told.top, scoresOf(told.recent())]).toEqual([21, range(12, 21)]);
  });

  it('holes are looked into where something has changed, and history never is', () => {
    const told = ids();
    told.sift(rows(10, 11, 15, 16, 20));
    expect(told.wanted(0)).toEqual([{ from: 12, to: 14 }, { from: 17, to: 19 }, { from: 21 }]);
    expect(told.wanted(13)).toEqual([{ from: 13, to: 14 }, { from: 17, to: 19 }, { from: 21 }]);
    expect(told.wanted(15)).toEqual([{ from: 17, to: 19 }, { from: 21 }]);
    expect(told.wanted(21)).toEqual([{ from: 21 }]);
    expect(told.sift(rows(12, 13, 14))).toMatchObject({ late: [12, 13, 14] });
    expect(told.wanted(0)).toEqual([{ from: 17, to: 19 }, { from: 21 }]);
    told.sift(rows(18));
    expect(told.wanted(0)).toEqual([{ from: 17, to: 17 }, { from: 19, to: 19 }, { from: 21 }]);
    told.sift(rows(19, 17));
    expect(told.wanted(0)).toEqual([{ from: 21 }]);
  });

  it('of very many holes the oldest are taken for history', () => {
    const told = ids();
    told.sift(rows(...range(1, 300).map((n) => 2 * n)));
    expect(told.wanted(0)).toHaveLength(200);
    expect(told.wanted(0)[0]).toEqual({ from: 203, to: 203 });
  });
});

describe('of rows that change', () => {
  const candle = (score: number, close: string, final: boolean) => ({
    score,
    text: `{"openTime":${score},"close":"${close}","final":${final}}`,
  });

  it('a row is news as often as it differs, and restated only where it was final', () => {
    const told = candles();
    told.sift([candle(1, 'a', true), candle(3, 'a', false)]);
    expect(told.wanted(0)).toEqual([{ from: 1 }]);
    expect(told.wanted(3)).toEqual([{ from: 3 }]);
    expect(told.sift([candle(1, 'a', true), candle(3, 'a', false)]).rows).toEqual([]);
    expect(told.sift([candle(3, 'b', false)])).toMatchObject({ late: [], restated: [] });
    expect(told.sift([candle(3, 'b', true), candle(4, 'c', false)])).toMatchObject({ late: [], restated: [] });
    expect(told.sift([candle(1, 'z', true), candle(2, 'y', true)])).toEqual({
      ...{ rows: [candle(1, 'z', true), candle(2, 'y', true)], late: [2], restated: [1] },
    });
    expect(scoresOf(told.recent())).toEqual([1, 2, 3, 4]);
  });

  it('the newest two hundred are remembered', () => {
    const told = candles();
    told.sift(range(1, 250).map((score) => candle(score, 'a', true)));
    expect(told.wanted(0)).toEqual([{ from: 51 }]);
    expect(scoresOf(told.recent())).toEqual(range(241, 250));
  });
});
