import { untruth } from '../../../rig/isTrue.ts';
import { type Target, targetsOf } from '../../../rig/targets.ts';
import { createTruths } from '../../../rig/truth.ts';
import { configOf } from '../../configOf.ts';
import { onlyValue } from '../../judged.ts';

const truth = createTruths('test').spot;
const AT = Date.UTC(2026, 10, 21, 12, 0, 40);
const symbol = 'BTCUSDT';

const targets = targetsOf(configOf({ pairs: ['btcusdt'] }));

function target(name: string): Target {
  const found = targets.find(({ collector }) => collector.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

/** What would be stored of the market at an instant. */
function rowsAt(name: string, at: number): string[] {
  if (name === 'trades') {
    const id = truth.lastTradeId('btcusdt', at);
    return [...truth.trades('btcusdt', id - 2, id, at).values()].toReversed();
  }
  if (name === 'klines-1') {
    const params = { symbol, interval: '1m', limit: 3 };
    const rows = truth.answer({ path: '/api/v3/klines', params }, at) as unknown[][];
    return rows.map((row, index) => JSON.stringify([...row, index === 2 ? 1 : 2])).toReversed();
  }
  const { feed } = target(name);
  if (feed.shape !== 'latest') throw new Error(name);
  const poll = { pairs: [symbol], asOf: at, uncertainty: 0 };
  const request = feed.request(poll);
  const data = truth.answer(request, at);
  const value = onlyValue(feed, data, poll);
  return value === null ? [] : [value.value];
}

const judge = (name: string, rows: readonly string[], from = AT, to = AT + 50, mayBeShort = false) =>
  untruth(truth, target(name), { asOf: from, version: 1, rows }, { from, to }, mayBeShort);
const latest = targets.filter(({ kind }) => kind === 'latest').map(({ collector }) => collector.name);
const names = ['trades', 'klines-1', ...latest];

it.each(names)('what the market was after asOf is true: %s', (name) => {
  for (const late of [0, 7, 20, 33]) expect(judge(name, rowsAt(name, AT + late))).toBeUndefined();
});

it('a book may have changed within a step just before asOf', () => {
  const traded = truth.tradeTimes('btcusdt', AT - 600_000, AT).filter((time) => time % 100 > 10 && time % 100 < 80);
  expect(traded.length).toBeGreaterThan(10);
  for (const time of traded) expect(judge('depth', rowsAt('depth', time + 8), time + 5, time + 10)).toBeUndefined();
});

it('a book by streams may lack its worst levels, and no others', () => {
  const { lastUpdateId, bids = [], asks } = JSON.parse(rowsAt('depth', AT)[0] ?? '') as Record<string, unknown[]>;
  const judgeBids = (some: unknown[], mayBeShort = true) =>
    judge('depth', [JSON.stringify({ lastUpdateId, bids: some, asks })], AT, AT + 50, mayBeShort);
  expect(judgeBids(bids.slice(0, 7))).toBeUndefined();
  expect(judgeBids(bids.slice(0, 7), false)).toEqual(expect.any(String));
  for (const some of [bids.slice(1), bids.toSpliced(3, 1), []]) expect(judgeBids(some)).toEqual(expect.any(String));
});

it.each(names.filter((name) => name !== 'trades' && name !== 'pair-info'))(
  'what it was half a minute before is not: %s',
  (name) => {
    expect(judge(name, rowsAt(name, AT - 30_000))).toEqual(expect.any(String));
  },
);

it.each(names)('what it never was is not: %s', (name) => {
  const rows = rowsAt(name, AT).map((row) => row.replaceAll(/"(\d+)\.(\d+)"/g, '"$1.99$2"'));
  expect(judge(name, rows)).toEqual(expect.any(String));
});

it('a candle is not final before its end, and final only with all its trades', () => {
  const [forming = '', closed = ''] = rowsAt('klines-1', AT);
  expect(judge('klines-1', [forming.replace(/,1\]$/, ',2]')])).toMatch(/called final \d+ ms before its end/);
  const [early = ''] = rowsAt('klines-1', AT - 80_000);
  expect(JSON.parse(early)[0]).toBe(JSON.parse(closed)[0]);
  expect(judge('klines-1', [early.replace(/,1\]$/, ',2]')])).toMatch(/^final candle .* should be/);
});

it('rows of a series that is neither of candles nor of aggregate trades are those that the exchange gives of it', () => {
  const config = configOf({ pairs: ['btcusdt'], feeds: { trades: { source: 'trades' } } });
  const raw = targetsOf(config).find(({ collector }) => collector.name === 'trades');
  if (raw?.feed.shape !== 'series') throw new Error('no trades');
  expect(raw.kind).toBe('rows');
  const answer = truth.answer({ path: '/api/v3/trades', params: { symbol, limit: 3 } }, AT) as { id: number }[];
  const stored = raw.feed.toRows(
    answer.map((row) => ({ row, text: undefined })),
    { pairs: [symbol], asOf: AT, uncertainty: 0 },
  );
  const rows = stored.map(({ member }) => member).toReversed();
  expect(rows).toHaveLength(3);
  const said = (each: readonly string[]) =>
    untruth(truth, raw, { asOf: AT, version: 1, rows: each }, { from: AT, to: AT + 50 });
  expect(said(rows)).toBeUndefined();
  expect(said(rows.map((row) => row.replace(/true|false/, (is) => (is === 'true' ? 'false' : 'true'))))).toMatch(
    /^no such row/,
  );
});
