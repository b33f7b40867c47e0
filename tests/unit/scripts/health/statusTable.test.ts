import type { Health } from '../../../../api/state/health/health.ts';
import { statusTable } from '../../../../scripts/health/statusTable.ts';
import { feedOf, healthOf, worker } from './healthOf.ts';

const plain = { width: 100, color: false };
const show = (fields: Partial<Health>): string => statusTable(healthOf(fields), plain).join('\n');

test('the first lines say how it is in general', () => {
  expect(statusTable(healthOf(), plain).slice(0, 2)).toEqual([
    'ok · source binance · Redis 7.7 MB · config 0123456789ab',
    'weight this minute: 800 used, 5101 planned, 5400 ours of 6000',
  ]);
});

test('what is known of all that is listed has a line for each market, with its age', () => {
  const exchangeInfo = { asOf: healthOf().at - 720_000, symbols: 3639, leftOut: 0, stale: false };
  const of = { source: 'binance', exchange: healthOf().exchange, weight: healthOf().weight, streams: null };
  const old = { asOf: healthOf().at - 7_300_000, symbols: 700, leftOut: 2, stale: true };
  const lines = statusTable(healthOf({ exchangeInfo, markets: { usdm: { ...of, exchangeInfo: old } } }), plain);
  expect(lines).toContain('exchangeInfo: 3639 symbols, 12 min old');
  expect(lines).toContain('usdm: exchangeInfo: 700 symbols, 2 left out, 2 h old !');
});

test('the weight line says what is set aside for others', () => {
  const weight = { ...healthOf().weight, foreign: 700 };
  expect(statusTable(healthOf({ weight }), plain)[1]).toContain('5101 planned, 700 set aside for others, 5400 ours');
});

test('the weight line says that rows come by streams', () => {
  const weight = { ...healthOf().weight, level: 3, rung: 3 } as const;
  expect(statusTable(healthOf({ weight }), plain)[1]).toContain('5400 ours of 6000; by streams');
});

test('the weight line says what is spent of limits that are counted apart', () => {
  const pool = { name: 'statistics', windowMs: 300_000, limit: 1000, budget: 900, planned: 12, used: 7 };
  const weight = { ...healthOf().weight, pools: [pool, { ...pool, name: 'funding', used: null }] };
  const [, line] = statusTable(healthOf({ weight }), { ...plain, width: 300 });
  expect(line).toContain(
    'of 6000; statistics in 5 min: 7 used, 12 planned, 900 ours of 1000; funding in 5 min: ? used',
  );
});

test('what callers have asked of each exchange has a line, unless they can ask nothing', () => {
  const spot = {
    market: 'spot',
    share: 0.2,
    reserve: 0,
    allowed: 1080,
    used: 12,
    refused: 3,
    entries: 40,
    bytes: 2.6e6,
  } as const;
  const usdm = { ...spot, market: 'usdm', used: null } as const;
  const lines = statusTable(healthOf({ callers: [spot, usdm] }), { ...plain, width: 200 });
  const said = 'of 1080 · 3 requests refused since the start · 40 answers of 2.6 MB kept';
  expect(lines).toContain(`callers this minute: 12 weight used ${said}`);
  expect(lines).toContain(`usdm: callers this minute: ? weight used ${said}`);
  expect(show({ callers: [{ ...spot, share: 0 }] })).not.toContain('callers');
});

test('candles of another price or contract have a line of their own', () => {
  const feeds = [
    feedOf({ market: 'usdm', type: 5, age: 1000 }),
    feedOf({ market: 'usdm', type: 5, price: 'mark', age: 2000 }),
    feedOf({ market: 'usdm', type: 5, contract: 'current_quarter', age: 3000 }),
  ];
  const shown = show({ feeds });
  expect(
    new Set(
      shown
        .split('\n')
        .slice(-4)
        .map(({ length }) => length),
    ).size,
  ).toBe(1);
  expect(shown).toMatch(/usdm 5 +1\.0 s +1\.0 s$/m);
  expect(shown).toMatch(/usdm 5 mark +1\.0 s +2\.0 s$/m);
  expect(shown).toMatch(/usdm 5 current_quarter +1\.0 s +3\.0 s$/m);
});

test('what the audit has found last is said, with how often it has found something', () => {
  const lastMismatch = { code: 'btcusdt', why: 'this by REST, that by the stream', at: Date.UTC(2026, 0, 1, 9, 8, 7) };
  const one = { ...worker, name: 'depth', counters: { mismatched: 3 }, lastMismatch };
  expect(statusTable(healthOf({ workers: [one] }), { ...plain, width: 200 }).join('\n')).toContain(
    'depth btcusdt: 3 × wrong by its stream and mended, last 09:08:07 UTC: this by REST, that by the stream',
  );
});

test.each([
  { what: 'a fresh value', cell: feedOf({ age: 1234 }), shown: '1.2 s' },
  { what: 'a value of minutes', cell: feedOf({ age: 1_440_000, period: 3600 }), shown: '24 min' },
  { what: 'a stale value', cell: feedOf({ age: 61_000, stale: true }), shown: '61 s !' },
  { what: 'no value', cell: feedOf({ age: null, stale: true }), shown: 'no data !' },
  { what: 'a pair that is not traded', cell: feedOf({ status: 'HALT', stale: true }), shown: 'HALT' },
  { what: 'a pair that is not verified', cell: feedOf({ status: 'UNVERIFIED' }), shown: 'UNVERIFIED' },
  { what: 'an age by a clock that runs ahead', cell: feedOf({ age: -30 }), shown: '0.0 s' },
])('$what is shown as $shown', ({ cell, shown }) => {
  expect(
    show({ feeds: [cell] })
      .split('\n')
      .at(-1),
  ).toMatch(new RegExp(`  ${shown.replace('.', '\\.')}$`));
});

test('no gaps, or an unknown number of them, need no line', () => {
  for (const openGaps of [0, null]) expect(show({ openGaps })).not.toContain('gap');
});

test.each<{ problem: string; fields: Partial<Health>; line: string }>([
  {
    problem: 'a reason why not all is well',
    fields: { status: 'degraded', why: ['Nothing is collected', '1 worker does not report: price'] },
    line: '1 worker does not report: price',
  },
  {
    problem: 'a feed that fails',
    fields: { feeds: [feedOf({ failures: 3, lastError: 'timeout' })] },
    line: 'price btcusdt: 3 failures in a row, the last: timeout',
  },
  { problem: 'a gap', fields: { openGaps: 1 }, line: '1 gap not filled yet, listed at /gaps?state=open' },
  { problem: 'gaps', fields: { openGaps: 12 }, line: '12 gaps not filled yet, listed at /gaps?state=open' },
])('$problem has a line of its own', ({ fields, line }) => {
  const lines = statusTable(healthOf(fields), plain);
  expect(lines.filter((each) => each === line)).toHaveLength(1);
});

test('each other market has a line of its own', () => {
  const { weight, exchange } = healthOf();
  const lines = statusTable(
    healthOf({ markets: { usdm: { source: 'binance', exchange, weight, streams: null, exchangeInfo: null } } }),
    plain,
  );
  const [, ours] = lines;
  expect(lines[2]).toBe(`usdm: source binance · ${ours}`);
});

test('what is stored of disabled feeds has a line, which says how to remove it; without it there is none', () => {
  const [stored, empty] = [3, 0].map((pairs) => ({ pairs, asOf: pairs === 0 ? null : 1_790_000_000_000 }));
  const disabled = [
    { type: 'depth', feed: 'depth', ...stored },
    { type: 5, feed: 'klines', interval: 5, ...stored },
    { type: 'price', feed: 'price', ...empty },
  ] as Health['disabled'];
  expect(show({ disabled })).toContain(
    '\ndisabled, but still stored: depth, 5; to remove it: npm run clear -- --disabled --yes',
  );
  expect(show({ disabled: disabled.slice(2) })).not.toContain('disabled');
});

test('many pairs go below each other, and no line is wider than asked for', () => {
  const codes = Array.from({ length: 40 }, (_, index) => `pair${index}usdt`);
  const why = [`CONFIG.json is refused: pairs: ${codes.join(', ')} are not listed`];
  const fields = { feeds: codes.map((code) => feedOf({ code })), why };
  for (const width of [80, 100]) {
    const lines = statusTable(healthOf(fields), { width, color: false });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    for (const code of codes) expect(lines.join('\n')).toContain(code);
  }
});

test('colours are used only where asked for', () => {
  const stale = healthOf({ feeds: [feedOf({ stale: true })] });
  expect(statusTable(stale, plain).join('')).not.toContain('\x1b');
  expect(statusTable(stale, { ...plain, color: true }).join('')).toContain('\x1b[31m');
});

test('what others have answered cannot paint on the terminal', () => {
  const error = 'Binance cannot be reached: the answer is not JSON: \x1b[2J\u202e';
  const [, , line] = statusTable(healthOf({ why: [error] }), plain);
  expect(line).toBe('Binance cannot be reached: the answer is not JSON: \\u001b[2J\\u202e');
});
