import type { Snapshot } from '../../../../analysis/snapshot.ts';
import type { PartRead } from '../../../../api/analytics/readParts.ts';
import { whyMissing } from '../../../../api/analytics/whyMissing.ts';
import type { Freshness } from '../../../../api/state/read/freshness.ts';
import { changedIn, changesIn, changesText, signedText } from '../../../../web/figures/analytics/changes.ts';
import { agedIn, depthRows, ratiosOf, snapshotIn, trendText } from '../../../../web/figures/analytics/present.ts';
import {
  commandOf,
  comparedOf,
  type SavedTold,
  savedColumns,
  savedIn,
  savedText,
} from '../../../../web/figures/analytics/saved.ts';

const T0 = Date.UTC(2026, 10, 27, 12);
const level = { bidVolume: '2', askVolume: '1', ratio: '2' };
const book = {
  levels: { 5: level, 10: level, 20: level, all: { ...level, ratio: null } },
  depth: { 10: { bid: '5.5', ask: '6' }, 50: { bid: null, ask: '7' }, 100: { bid: null, ask: null } },
  reach: { bid: '12.5', ask: '60' },
};
const candles = { 60: null, 240: null, 1440: null };
const snapshot = {
  ...{ at: T0, missing: [] },
  figures: { book, candles },
  parts: { depth: { asOf: T0 - 400, value: {} }, trades: null, klines: { 60: { asOf: T0 - 3_000 }, 1440: null } },
} as unknown as Snapshot;

test('each part has its age, and what is not there has none', () => {
  const ages = (['depth', 'klines.60', 'klines.1440', 'trades'] as const).map((part) => agedIn(snapshot, part).age);
  expect(ages).toEqual([400, 3_000, null, null]);
});

test('a part is stale where the API says that it is older than it should be, and not for what else it says of it', () => {
  const read = (part: object) => ({ isEnabled: true, damagedRows: 0, ...part }) as unknown as PartRead;
  const trades = { place: { name: 'trades' }, collector: { row: { shape: 'series' } }, part: { rows: [[1]] } };
  const old = { stale: true, shouldBeFresh: true, isOutOfStep: false, status: 'TRADING' } as Freshness;
  const staleWith = (part: object, freshness: Freshness) => {
    const missing = whyMissing(read({ ...trades, meta: { asOf: T0 - 9_000 }, ...part }), freshness, T0);
    return [
      missing.length,
      agedIn({ ...snapshot, missing }, 'trades').stale,
      agedIn({ ...snapshot, missing }, 'depth').stale,
    ];
  };
  expect(staleWith({}, { ...old, stale: false })).toEqual([0, false, false]);
  expect(staleWith({ damagedRows: 2 }, { ...old, stale: false })).toEqual([1, false, false]);
  for (const freshness of [old, { ...old, isOutOfStep: true }, { ...old, shouldBeFresh: false }])
    expect(staleWith({}, freshness)).toEqual([1, true, false]);
});

test('a book that ends before so many basis points says where', () => {
  expect(depthRows(snapshot.figures)).toEqual([
    { points: '10', bid: '5.5', ask: '6' },
    { points: '50', bid: 'book ends at 12.5 bp', ask: '7' },
    { points: '100', bid: 'book ends at 12.5 bp', ask: 'book ends at 60 bp' },
  ]);
  expect(ratiosOf(snapshot.figures).map(([, ratio]) => ratio)).toEqual(['2', '2', '2', 'nothing is asked']);
  const none = { ...snapshot.figures, book: null };
  expect([depthRows(none), ratiosOf(none)]).toEqual([[], []]);
});

test('a book of one side has no mid: nothing is near it', () => {
  const nothing = { bid: null, ask: null };
  const oneSided = { ...book, depth: { 10: nothing, 50: nothing, 100: nothing }, reach: nothing };
  for (const { bid, ask } of depthRows({ ...snapshot.figures, book: oneSided }))
    expect([bid, ask]).toEqual(['a side is empty', 'a side is empty']);
});

test('a trend has a sign and a word', () => {
  expect((['up', 'down', 'flat', null, undefined] as const).map(trendText)).toEqual([
    ...['▲ up', '▼ down', '— flat', 'not enough candles in a row', 'not enough candles in a row'],
  ]);
});

const saved = (index: number, value: string | number | null = '1') => ({
  ...{ file: `spot-btcusdt-${index}.json`, at: T0 + index * 60_000, value },
});
const told: SavedTold = {
  figures: [
    { name: 'price.last', unit: 'quote asset', says: 'Last price' },
    { name: 'trades.largest.id', unit: 'id', says: 'Its id' },
  ],
  ...{ total: 3, snapshots: [saved(0, '1.5'), saved(1, null), saved(2, 4)], unreadable: [] },
};

test('a figure is drawn over the snapshots that have it', () => {
  const from = T0 / 1_000;
  expect(savedColumns(told)).toEqual([
    [from, from + 60, from + 120],
    [1.5, null, 4],
  ]);
  expect(savedColumns({ ...told, snapshots: [saved(0, null)] })).toEqual([]);
});

test('a sentence says how many there are, and how many lack the figure', () => {
  expect(savedText(told, 'utc')).toBe(
    '3 snapshots, from 2026-11-27 12:00:00 to 2026-11-27 12:02:00. 1 of them do not have this figure.',
  );
  expect(savedText({ ...told, total: 900 }, 'utc')).toMatch(/^The newest 3 of 900 snapshots/);
  expect(savedText({ ...told, snapshots: [] }, 'utc')).toBe('');
});

test('the oldest and the newest are compared, unless others that are there are chosen', () => {
  const [a, b, c] = told.snapshots.map(({ file }) => file);
  expect(comparedOf(told, '', '')).toEqual([a, c]);
  expect(comparedOf(told, b ?? '', 'gone.json')).toEqual([b, c]);
  expect(comparedOf({ ...told, snapshots: [] }, '', '')).toEqual(['', '']);
});

test('the command names the pair, and the market unless it is spot', () => {
  expect(commandOf('spot', 'btcusdt')).toBe('npm run snapshot -- --code btcusdt --every 60');
  expect(commandOf('usdm', 'btcusdt')).toBe('npm run snapshot -- --code btcusdt --market usdm --every 60');
});

test('what has changed is listed, the rest counted', () => {
  const row = (a: string | null, b: string | null) => ({
    ...{ name: 'price.last', unit: 'quote asset', a, b, change: null, changePercent: null },
  });
  const changes = { seconds: 90, figures: [row('1', '2'), row('1', '1'), row(null, '1'), row(null, null)] };
  expect(changedIn(changes)).toEqual([row('1', '2'), row(null, '1')]);
  expect(changesText(changes)).toBe(
    'From the first to the second: 90 s. 2 of 4 figures are the same in both and left out.',
  );
  expect(changesText({ ...changes, seconds: -90 })).toMatch(/^The second is older than the first: 90 s/);
  expect(['0.5', '-0.5', '0', null].map(signedText)).toEqual(['+0.5', '-0.5', '0', '']);
});

test.each([null, 7, 'text', {}, { figures: {} }, { at: T0, figures: null, parts: {}, missing: [] }])(
  '%j is no answer',
  (body) => expect([snapshotIn(body), savedIn(body), changesIn(body)]).toEqual([null, null, null]),
);

test('answers are taken as they are, but for figures that cannot be drawn', () => {
  const changes = { seconds: 1, figures: [] };
  expect([snapshotIn(snapshot), changesIn(changes)]).toEqual([snapshot, changes]);
  expect(savedIn(told)).toEqual({ ...told, figures: told.figures.slice(0, 1) });
});
