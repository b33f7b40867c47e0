import { basis } from '../../../../../../exchanges/binance/usdm/feeds/basis.ts';
import { openInterestHist } from '../../../../../../exchanges/binance/usdm/feeds/openInterestHist.ts';
import { takerVolume } from '../../../../../../exchanges/binance/usdm/feeds/takerVolume.ts';
import type { SeriesQuery } from '../../../../../../model/feed.ts';
import { judgedRows } from '../../../../../judged.ts';

const STEP = 300_000;
const NOW = 1_790_000_101_000;
const NEWEST = NOW - (NOW % STEP);
const DAY = 86_400_000;

const poll = (cursor: number | null, retention = 500): SeriesQuery => ({
  pairs: ['BTCUSDT'],
  asOf: NOW,
  uncertainty: 1,
  cursor,
  resuming: false,
  retention,
});
const row = (timestamp: number | string) => ({ buySellRatio: '1.5', buyVol: '3', sellVol: '2', timestamp });
const feed = takerVolume();

it.each([
  ['all that is kept, where nothing is stored', null, 500],
  ['what has come since, with the newest stored row', NEWEST - STEP, 3],
  ['all of a day that was missed', NEWEST - DAY, 290],
  ['no more than an answer holds', NEWEST - 10 * DAY, 500],
])('asks for %s', (_says, cursor, limit) => {
  expect(feed.request?.(poll(cursor)).params).toEqual({ symbol: 'BTCUSDT', period: '5m', limit });
});

it('asks for nothing that the exchange has forgotten: that would be refused', () => {
  const { startTime } = feed.older?.history(poll(null), NOW - 29.9 * DAY).params ?? {};
  expect(Number(startTime)).toBeGreaterThan(NOW - 30 * DAY);
  // An end before that start is refused, too: it is known before anything is asked.
  expect(feed.older?.keptFrom?.(poll(null))).toBe(startTime);
  expect(feed.older?.history(poll(null), NEWEST).params).toEqual({
    ...{ symbol: 'BTCUSDT', period: '5m', limit: 500 },
    ...{ startTime: NEWEST - 499 * STEP, endTime: NEWEST },
  });
});

it('times are the same as numbers and as texts', () => {
  const { rows } = judgedRows(feed, [row(NEWEST - STEP), row(String(NEWEST))], poll(null));
  expect(rows.map(({ score }) => score)).toEqual([NEWEST - STEP, NEWEST]);
  expect(rows[1]?.member).toBe(`[${NEWEST},"1.5","3","2"]`);
});

it('knows what is missing between two rows', () => {
  const { scores } = feed;
  expect(scores.next(NEWEST)).toBe(NEWEST + STEP);
  expect(scores.count(NEWEST - 4 * STEP, NEWEST)).toBe(5);
  expect(scores.floor(NEWEST, 500)).toBe(NEWEST - 499 * STEP);
});

it('refuses a row beside the grid', () => {
  expect(judgedRows(feed, [row(NEWEST - STEP), row(NEWEST - 1)], poll(null)).bad[0]?.fault).toMatch(
    /between two times/,
  );
});

it('basis is of a pair, also where the contract has an end, and of the contract that is configured', () => {
  const dated = { ...poll(null), pairs: ['BTCUSDT_261225'] };
  expect(basis({ contract: 'NEXT_QUARTER' }).request?.(dated)).toMatchObject({
    params: { pair: 'BTCUSDT', contractType: 'NEXT_QUARTER' },
    pool: 'statistics',
  });
  expect(basis({ contract: 'NEXT_QUARTER' }).kind).not.toBe(basis({ contract: 'PERPETUAL' }).kind);
});

it('each counts as one request, apart from weight', () => {
  expect(openInterestHist().request?.(poll(null))).toMatchObject({ weight: 1, pool: 'statistics' });
});
