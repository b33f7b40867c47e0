import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fundingRate } from '../../../../../../exchanges/binance/usdm/feeds/fundingRate.ts';
import type { FeedQuery, SeriesQuery } from '../../../../../../model/feed.ts';
import { judgedRows } from '../../../../../judged.ts';
import { describeWithRecordings, recording } from '../../../../../recordings.ts';

const HOUR = 3_600_000;
const T0 = Date.UTC(2026, 8, 21, 8);
const feed = fundingRate();

/** A payment so many hours after T0, and so many ms off the hour. */
const paid = (hours: number, off = 0, more: object = {}) => ({
  symbol: 'BTCUSDT',
  fundingTime: T0 + hours * HOUR + off,
  fundingRate: '0.00010000',
  markPrice: '64000.10',
  rateType: 'Regular',
  ...more,
});
const query: FeedQuery = { pairs: ['BTCUSDT'], asOf: T0 + 48 * HOUR, uncertainty: 1 };
const live = (cursor: number | null): SeriesQuery => ({ ...query, cursor, resuming: false, retention: 1000 });

const stored = (rows: readonly object[], asked: FeedQuery) =>
  judgedRows(feed, rows, asked).rows.map(({ member }) => JSON.parse(member) as unknown[]);
const hoursOf = (rows: readonly object[], asked: FeedQuery) => stored(rows, asked).map((fields) => fields[3]);

it('tells the hours since the payment before, whatever ms the two are off', () => {
  const rows = [paid(0, 3), paid(8), paid(16, 13), paid(24, 1)];
  expect(hoursOf(rows, live(T0 + 3))).toEqual([null, 8, 8, 8]);
});

it('is right before and after a contract changes from 8 to 4 hours', () => {
  const rows = [paid(0), paid(8, 7), paid(12, 2), paid(16), paid(20, 9)];
  expect(hoursOf(rows, live(T0))).toEqual([null, 8, 4, 4, 4]);
});

it.each([
  ['cannot be read', [paid(0), paid(8, 0, { fundingRate: 7 }), paid(16), paid(24)], [null, null, 8]],
  ['tells no time', [paid(0), paid(8, 0, { fundingTime: 'x' }), paid(16), paid(24)], [null, null, 8]],
  ['stands elsewhere', [paid(0), paid(16), paid(24), paid(8), paid(32)], [null, null, 8, null]],
  ['only repeats another one', [paid(0), paid(8), paid(8), paid(16)], [null, 8, 8]],
])('does not tell the hours from beyond a payment that is left out, as it %s', (_says, rows, hours) => {
  expect(hoursOf(rows, live(T0))).toEqual(hours);
});

it('leaves the first row to the next page where there is one before it', () => {
  const full = Array.from({ length: 200 }, (_, index) => paid(-8 * (199 - index)));
  expect(stored(full, live(null))).toHaveLength(199);
  expect(stored(full, query)).toHaveLength(199);
  // The first payment ever has none before it.
  expect(hoursOf([paid(-16), paid(-8), paid(0)], query)).toEqual([null, 8, 8]);
});

it('goes on from the newest stored row, which comes along', () => {
  expect(feed.request?.(live(T0)).params).toEqual({ symbol: 'BTCUSDT', limit: 200, startTime: T0 });
  expect(feed.request?.(live(null)).params).toEqual({ symbol: 'BTCUSDT', limit: 1000 });
  expect(feed.older?.history(query, T0).params).toEqual({ symbol: 'BTCUSDT', limit: 200, endTime: T0 });
  const [first] = judgedRows(feed, [paid(0)], live(T0)).rows;
  // It is the same payment, whatever of it was not known when it was stored.
  if (first !== undefined) expect(feed.isSame(`[${T0},"0.00010000",null,8,null,null]`, first)).toBe(true);
  if (first !== undefined) expect(feed.isSame(`[${T0},"0.00020000",null,8,null,null]`, first)).toBe(false);
});

it('has cap and floor from when they were first seen', () => {
  const info = [
    { symbol: 'BTCUSD_PERP', adjustedFundingRateCap: '9', adjustedFundingRateFloor: '-9', fundingIntervalHours: 8 },
    { symbol: 'BTCUSDT', adjustedFundingRateCap: '0.02', adjustedFundingRateFloor: '-0.03', fundingIntervalHours: 4 },
  ];
  const text = JSON.stringify(info);
  const of = feed.beside?.read({ data: info, text, path: 'test' }) ?? new Map();
  const asked = { ...live(T0), beside: { since: T0 + 9 * HOUR, of } };
  expect(stored([paid(0), paid(8), paid(12)], asked).map((fields) => fields.slice(4))).toEqual([
    [null, null],
    [null, null],
    ['0.02', '-0.03'],
  ]);
  // A contract that has none of its own.
  const other = { ...asked, pairs: ['SOLUSDT'] };
  expect(stored([paid(0, 0, { symbol: 'SOLUSDT' }), paid(16, 0, { symbol: 'SOLUSDT' })], other)[1]?.slice(4)).toEqual([
    null,
    null,
  ]);
  expect(() => feed.beside?.read({ data: [{ symbol: 'BTCUSDT' }], text: '', path: 'test' })).toThrow(/^test/);
});

it('knows cap and floor of the others where a row of them cannot be read', () => {
  const right = {
    ...{ symbol: 'BTCUSDT', adjustedFundingRateCap: '0.02', adjustedFundingRateFloor: '-0.03' },
    fundingIntervalHours: 4,
  };
  const data = [{ ...right, symbol: 'BTCUSD_PERP', adjustedFundingRateCap: 9 }, right, { symbol: '' }];
  expect(feed.beside?.read({ data, text: '', path: 'test' })).toEqual(new Map([['BTCUSDT', ['0.02', '-0.03']]]));
});

it('has no mark price where the exchange has sent none', () => {
  expect(stored([paid(0), paid(8, 0, { markPrice: '' })], live(T0))[1]?.[2]).toBeNull();
});

it('refuses a payment of another pair', () => {
  const { rows, bad } = judgedRows(feed, [paid(0), paid(8, 0, { symbol: 'ETHUSDT' })], live(T0));
  expect(rows).toHaveLength(1);
  expect(bad[0]?.fault).toMatch(/another pair/);
});

describeWithRecordings('funding as Binance has sent it', () => {
  it('is paid each eight hours, however the times lie', () => {
    const text = gunzipSync(readFileSync(recording('rest/fapi-fundingRate-BTCUSDT-2026-07-13.json.gz'))).toString();
    const rows = JSON.parse(text) as object[];
    const hours = hoursOf(rows, { ...query, asOf: Date.UTC(2026, 6, 14) });
    expect(hours.length).toBeGreaterThan(80);
    expect(new Set(hours.slice(1))).toEqual(new Set([8]));
  });
});
