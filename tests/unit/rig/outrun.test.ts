import { outrun } from '../../../rig/outrun.ts';
import { crossing } from '../../../rig/rules.ts';
import { type Target, targetsOf } from '../../../rig/targets.ts';
import { createTruths } from '../../../rig/truth.ts';
import { configOf } from '../../configOf.ts';
import { onlyValue } from '../../judged.ts';

const truth = createTruths('test').spot;
const AT = Date.UTC(2026, 10, 21, 12, 0, 59);
const code = 'btcusdt';
const symbol = 'BTCUSDT';
const targets = targetsOf(configOf({ pairs: [code] }));

function target(name: string): Target {
  const found = targets.find(({ collector }) => collector.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

/** Newest first, as it was stored at an instant. */
function rowsAt(name: string, at: number): string[] {
  const { feed } = target(name);
  if (name === 'trades') {
    const id = truth.lastTradeId(code, at);
    return [...truth.trades(code, id, id, at).values()];
  }
  const query = { pairs: [symbol], asOf: at, uncertainty: 0 };
  if (feed.shape === 'latest') return [onlyValue(feed, truth.answer(feed.request(query), at), query)?.value ?? ''];
  const params = { symbol, interval: '1m', limit: 1 };
  return (truth.answer({ path: '/api/v3/klines', params }, at) as unknown[][]).map((row) =>
    JSON.stringify([...row, 1]),
  );
}

const judge = (name: string, rows: readonly string[], asOf: number) =>
  outrun(truth, target(name), { asOf, version: 1, rows }, asOf, asOf + 20);

const [before = 0, next = 0] = truth.tradeTimes(code, AT - 58_000, AT).slice(-2);
const names = ['trades', 'klines-1', 'price'];

it.each(names)('%s may be as of any time until the next trade', (name) => {
  for (const asOf of [before, (before + next) / 2, next - 1])
    expect(judge(name, rowsAt(name, before), asOf)).toBeUndefined();
});

it.each(names)('%s may not be as of a time at which there was another trade', (name) => {
  expect(judge(name, rowsAt(name, before), next)).toEqual(expect.any(String));
});

it('a candle may not be as of a time at which trades of the next one were there', () => {
  const minute = Date.UTC(2026, 10, 21, 12, 1);
  const [first = 0] = truth.tradeTimes(code, minute, minute + 60_000);
  const rows = rowsAt('klines-1', minute - 1);
  expect(judge('klines-1', rows, first - 1)).toBeUndefined();
  expect(judge('klines-1', rows, first)).toMatch(/^trades of a later candle than \d+ were there/);
});

it('a book may not be as of a time long after it has changed', () => {
  expect(judge('depth', rowsAt('depth', AT), AT)).toBeUndefined();
  expect(judge('depth', rowsAt('depth', AT - 5_000), AT)).toMatch(/^not as of \d+ any more/);
});

it('what moves with the time says nothing by that', () => {
  expect(judge('high-low', rowsAt('high-low', AT - 60_000), AT)).toBeUndefined();
});

it('a crossed book is told, and no other value', () => {
  const book = (bid: string, ask: string) =>
    crossing(target('depth'), {
      asOf: AT,
      version: 1,
      rows: [JSON.stringify({ lastUpdateId: 1, bids: [[bid, '1']], asks: [[ask, '1']] })],
    });
  expect(book('9.99', '10.00')).toBeUndefined();
  expect(book('10.00', '10.00')).toMatch(/crossed/);
  expect(book('10.01', '9.99')).toMatch(/crossed/);
  expect(crossing(target('price'), { asOf: AT, version: 1, rows: rowsAt('price', AT) })).toBeUndefined();
});
