import { untruth } from '../../../../rig/isTrue.ts';
import { type Target, targetsOf } from '../../../../rig/targets.ts';
import { createTruth } from '../../../../rig/truth.ts';

const truth = createTruth('test');
const AT = Date.UTC(2026, 10, 21, 12, 0, 40);
const symbol = 'BTCUSDT';

function target(name: string): Target {
  const found = targetsOf(['btcusdt']).find(({ collector }) => collector.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

/** What would be stored of the market at an instant. */
function rowsAt(name: string, at: number): string[] {
  const one = (path: string, query = {}): string[] => [JSON.stringify(truth.answer(path, { symbol, ...query }, at))];
  switch (name) {
    case 'trades': {
      const id = truth.lastTradeId('btcusdt', at);
      return [...truth.trades('btcusdt', id - 2, id, at).values()].toReversed();
    }
    case 'klines-1': {
      const rows = truth.answer('klines', { symbol, interval: '1m', limit: 3 }, at) as unknown[][];
      return rows.map((row, index) => JSON.stringify([...row, index === 2 ? 1 : 2])).toReversed();
    }
    case 'price':
      return one('ticker/price');
    case 'book-ticker':
      return one('ticker/bookTicker');
    case 'high-low':
      return one('ticker/24hr');
    default:
      return one('depth', { limit: 100 });
  }
}

const judge = (name: string, rows: readonly string[], from = AT, to = AT + 50) =>
  untruth(truth, target(name), { asOf: from, version: 1, rows }, { from, to });
const names = ['trades', 'klines-1', 'price', 'book-ticker', 'high-low', 'depth'];

it.each(names)('what the market was after asOf is true: %s', (name) => {
  for (const late of [0, 7, 20, 33]) expect(judge(name, rowsAt(name, AT + late))).toBeUndefined();
});

it('a book may have changed within a step just before asOf', () => {
  const traded = truth.tradeTimes('btcusdt', AT - 600_000, AT).filter((time) => time % 100 > 10 && time % 100 < 80);
  expect(traded.length).toBeGreaterThan(10);
  for (const time of traded) expect(judge('depth', rowsAt('depth', time + 8), time + 5, time + 10)).toBeUndefined();
});

it.each(names.filter((name) => name !== 'trades'))('what it was half a minute before is not: %s', (name) => {
  expect(judge(name, rowsAt(name, AT - 30_000))).toEqual(expect.any(String));
});

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
