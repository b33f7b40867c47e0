import { candleSpan, judgeCandles, judgeTrades } from '../../../rig/audit.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 21, 12);
const now = START + 4 * MINUTE + 20_000;
const span = candleSpan(1, now, 1000, START);
const truth = (openTime: number): string => JSON.stringify([openTime, '1.5', '12']);
const right = new Map(span.map((openTime) => [openTime, truth(openTime)]));
const stored = (openTime: number, flag: number): string => `${truth(openTime).slice(0, -1)},${flag}]`;
const complete = (): Map<number, string> =>
  new Map(span.map((openTime, index) => [openTime, stored(openTime, index < 4 ? 2 : 1)]));
const judge = (rows: ReadonlyMap<number, string>) => judgeCandles(rows, right, { interval: 1, now, span });

describe('the span of a series', () => {
  it('goes back to the listing, or as far as retention', () => {
    expect(span).toEqual([0, 1, 2, 3, 4].map((minute) => START + minute * MINUTE));
    expect(candleSpan(1, now, 2, START)).toEqual([START + 3 * MINUTE, START + 4 * MINUTE]);
  });

  it('knows months and weeks', () => {
    const months = candleSpan(43_200, now, 3, 0).map((openTime) => new Date(openTime).toISOString().slice(0, 10));
    expect(months).toEqual(['2026-09-01', '2026-10-01', '2026-11-01']);
    expect(candleSpan(10_080, now, 1, 0)).toEqual([Date.UTC(2026, 10, 16)]);
  });
});

describe('candles', () => {
  it('that are all there are fine', () => {
    expect(judge(complete())).toEqual({ missing: 0, wrong: [] });
  });

  it.each([1, 3, 4])('that lack number %i are missing one', (index) => {
    const rows = complete();
    rows.delete(span[index] ?? 0);
    expect(judge(rows)).toEqual({ missing: 1, wrong: [] });
  });

  it('that are final and differ are wrong', () => {
    const rows = complete().set(START + MINUTE, stored(START + MINUTE, 2).replace('1.5', '1.6'));
    expect(judge(rows).wrong).toEqual([expect.stringMatching(/1\.6.* should be .*1\.5/)]);
  });

  it('that are called final before their end are wrong', () => {
    const rows = complete().set(START + 4 * MINUTE, stored(START + 4 * MINUTE, 2));
    expect(judge(rows).wrong).toEqual([expect.stringContaining('is called final before its end')]);
  });

  it.each([0, 1])('that are long over and still have %i in the last field are wrong', (flag) => {
    const rows = complete().set(START + 3 * MINUTE, stored(START + 3 * MINUTE, flag));
    expect(judge(rows).wrong).toEqual([expect.stringContaining('is over and not final')]);
  });
});

describe('trades', () => {
  const members = (...ids: number[]) => new Map(ids.map((id) => [id, `[${id},"1.5"]`]));

  it.each([
    ['complete', members(5, 6, 7), 5, 7, 0],
    ['with newer ones than are expected', members(5, 6, 7, 8), 5, 7, 0],
    ['with a hole', members(5, 7), 5, 7, 1],
    ['without the newest', members(5, 6), 5, 7, 1],
    ['without what was there before', members(6, 7), 4, 7, 2],
    ['with a hole above what is expected', members(5, 6, 9), 5, 7, 2],
  ])('%s', (_name, rows, floor, last, missing) => {
    expect(judgeTrades(rows, rows, { floor, last })).toEqual({ missing, wrong: [] });
  });

  it('that the exchange does not have are wrong', () => {
    const rows = members(5, 6).set(6, '[6,"1.6"]');
    expect(judgeTrades(rows, members(5, 6), { floor: 5, last: 6 })).toEqual({
      missing: 0,
      wrong: ['no such trade: [6,"1.6"]'],
    });
  });
});
