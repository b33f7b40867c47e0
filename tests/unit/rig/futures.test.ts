import type { ExchangeRequest } from '../../../model/exchangeRequest.ts';
import { judgeCandles } from '../../../rig/audit.ts';
import { untruth } from '../../../rig/isTrue.ts';
import { rowsBetween, untrueRows } from '../../../rig/rowsThere.ts';
import { createSchemaCheck } from '../../../rig/schemas.ts';
import { type Target, targetsOf } from '../../../rig/targets.ts';
import { createTruths } from '../../../rig/truth.ts';
import { ApiError } from '../../../simulator/apiError.ts';
import { configOf } from '../../configOf.ts';
import { onlyValue } from '../../judged.ts';

/** Futures are judged as spot is: what the exchange says of them is true, and nothing else. */

const AT = Date.UTC(2026, 10, 21, 12, 7, 40);
const truth = createTruths('test', AT).usdm;
const [young, dated] = ['xrpusdt', 'ethusdt_261225'];
const off = ['funding-info', 'asset-index', 'constituents', 'delivery-price'];
const targets = targetsOf(
  configOf({
    pairs: ['btcusdt'],
    usdm: {
      pairs: [young, dated],
      feeds: Object.fromEntries(off.map((feed) => [feed, { enabled: true }])),
      klines: {
        prices: ['mark', 'index', 'premiumIndex'],
        contracts: ['perpetual', 'current_quarter', 'next_quarter'],
      },
    },
  }),
).filter(({ collector }) => collector.market === 'usdm');

function target(name: string, code = young): Target {
  const found = targets.find(({ collector, code: of }) => collector.name === `usdm-${name}` && of === code);
  if (found === undefined) throw new Error(name);
  return found;
}

/** Of contracts that a pair does not have nothing is answered. */
function answerOrNothing(request: ExchangeRequest, at: number): unknown {
  try {
    return truth.answer(request, at);
  } catch (error) {
    if (error instanceof ApiError && error.code === -1121) return [];
    throw error;
  }
}

const namesOf = (code: string, ...kinds: readonly Target['kind'][]): string[] =>
  targets
    .filter(({ kind, code: of, collector }) => of === code && kinds.includes(kind) && (collector.interval ?? 1) === 1)
    .map(({ collector }) => collector.name.replace('usdm-', ''));

/** What would be stored of the market at an instant, newest first. */
function rowsAt(name: string, at: number, code = young): string[] {
  const of = target(name, code);
  const { feed } = of;
  const query = { pairs: [code.toUpperCase()], asOf: at, uncertainty: 0 };
  if (of.kind === 'trades') {
    const id = truth.lastTradeId(code, at);
    return [...truth.trades(code, id - 2, id, at).values()].toReversed();
  }
  if (feed.shape === 'latest') {
    const value = onlyValue(feed, truth.answer(feed.request(query), at), query);
    return value === null ? [] : [value.value];
  }
  if (feed.request === undefined) {
    const times = truth.tradeTimes(code, at - 600_000, at).toReversed();
    const events = times.flatMap((time) => truth.forcedOrders(code, time)).slice(0, 2);
    const { streamed } = feed;
    if (streamed?.by !== 'rows') throw new Error(name);
    const rows = events.map((event) => ({ row: streamed.rowOf(event, code.toUpperCase()), text: undefined }));
    return feed.toRows(rows, query).map(({ member }) => member);
  }
  const request = feed.request({ ...query, cursor: null, resuming: false, retention: 3 });
  const data = answerOrNothing(request, at);
  const rows = feed.rowsIn({ data, text: JSON.stringify(data), path: request.path });
  const told = rows.map((row) => ({ row, text: undefined }));
  return feed
    .toRows(told, query)
    .slice(-3)
    .map(({ member }) => member)
    .toReversed();
}

const judge = (name: string, rows: readonly string[], { code = young, from = AT, to = AT + 50 } = {}) =>
  untruth(truth, target(name, code), { asOf: from, version: 1, rows }, { from, to });

const names = namesOf(young, 'trades', 'latest', 'candles', 'rows');
const ofAll = [
  ...names.map((name) => [name, young] as const),
  ...namesOf(dated, 'trades', 'latest', 'candles', 'rows').map((name) => [name, dated] as const),
].filter(([name, code]) => rowsAt(name, AT, code).length > 0);

it('there are rows of all feeds but of candles of contracts that a pair does not have, and of what this contract is not', () => {
  const without = names.filter((name) => !ofAll.some(([one, code]) => one === name && code === young));
  expect(without.sort()).toEqual(
    ['asset-index', 'delivery-price', 'klines-current-quarter-1', 'klines-next-quarter-1'].sort(),
  );
});

it.each(ofAll)('what the market was after asOf is true, and fits: %s of %s', (name, code) => {
  for (const late of [0, 7, 20, 33]) {
    const rows = rowsAt(name, AT + late, code);
    expect([late, judge(name, rows, { code })]).toEqual([late, undefined]);
    for (const row of rows) expect(createSchemaCheck()(target(name, code), row)).toBeUndefined();
  }
});

/** What does not change from minute to minute. */
const still = new Set(['pair-info', 'funding-info', 'delivery-price']);

it.each(ofAll.filter(([name, code]) => !still.has(name) && ['latest', 'candles'].includes(target(name, code).kind)))(
  'what it was half a minute before is not: %s of %s',
  (name, code) => {
    const rows = rowsAt(name, AT - 35_000, code).slice(0, 1);
    expect(judge(name, rows, { code })).toEqual(expect.any(String));
  },
);

it.each(ofAll)('what it never was is not: %s of %s', (name, code) => {
  const rows = rowsAt(name, AT, code).map((row) => row.replaceAll(/"(-?\d+)(?:\.(\d+))?"/g, '"$1.99$2"'));
  expect(judge(name, rows, { code })).toEqual(expect.any(String));
});

it('a mark price as the stream tells it is true at its own time alone', () => {
  const told = (time: number) => {
    const { interestRate: _, ...row } = JSON.parse(rowsAt('mark-price', time)[0] ?? '{}') as Record<string, unknown>;
    return JSON.stringify({ ...row, time });
  };
  expect(judge('mark-price', [told(AT + 7)])).toBeUndefined();
  expect(judge('mark-price', [told(AT + 7).replace(/"markPrice":"\d/, '"markPrice":"9')])).toEqual(expect.any(String));
  expect(judge('mark-price', [told(AT - 2_000)])).toMatch(/one of before/);
});

it('best prices as the stream tells them stay true until they change, with the number of the last change', () => {
  const topAt = (time: number) => JSON.parse(rowsAt('book-ticker', time)[0] ?? '{}') as Record<string, unknown>;
  const bestAt = (time: number) => JSON.stringify({ ...topAt(time), time: 0, lastUpdateId: 0 });
  const steps = Array.from({ length: 200 }, (_, index) => AT + index * 100);
  // Told when they changed, and the same half a second later.
  const told = steps.find((at) => bestAt(at) !== bestAt(at - 100) && bestAt(at) === bestAt(at + 500));
  if (told === undefined) throw new Error('they change all the time');
  const judged = (row: object, from: number) => judge('book-ticker', [JSON.stringify(row)], { from, to: from + 20 });
  expect(judged(topAt(told), told + 500)).toBeUndefined();
  expect(judged({ ...topAt(told), lastUpdateId: 1 }, told + 500)).toEqual(expect.any(String));
  expect(judged({ ...topAt(told), bidQty: '0.001' }, told + 500)).toEqual(expect.any(String));
  const changed = steps.find((at) => at > told && bestAt(at) !== bestAt(told)) ?? 0;
  expect(judged(topAt(told), changed + 500)).toEqual(expect.any(String));
});

it('a closed candle of another price is what the exchange made of it, in the fields that are stored', () => {
  const openTime = AT - (AT % 60_000) - 120_000;
  const of = target('klines-mark-1');
  const right = truth.closedCandles(of, openTime, openTime);
  const stored = `${right.get(openTime)?.slice(0, -1)},2]`;
  expect(JSON.parse(stored)).toHaveLength(7);
  const judged = (row: string) =>
    judgeCandles(new Map([[openTime, row]]), right, { interval: 1, now: AT, span: [openTime] });
  expect(judged(stored)).toEqual({ missing: 0, wrong: [] });
  expect(judged(stored.replace(/"(\d)/, '"9$1')).wrong).toHaveLength(1);
});

it('trades that are too old to be asked for are known', () => {
  const id = truth.lastTradeId(young, AT - 3 * 86_400_000);
  expect(truth.trades(young, id, id, AT).size).toBe(1);
  expect(JSON.parse([...truth.trades(young, id, id, AT).values()][0] ?? '[]')).toHaveLength(8);
});

describe('rows that the exchange keeps', () => {
  it.each(['funding-rate', 'open-interest-hist', 'taker-volume', 'basis'])(
    '%s: all that there were, from a time on',
    (name) => {
      const [newest = '[0]', , oldest = '[0]'] = rowsAt(name, AT);
      const [from, to] = [Number(JSON.parse(oldest)[0]), Number(JSON.parse(newest)[0])];
      const rows = rowsBetween(truth, target(name), from, AT, AT);
      expect([...rows.keys()]).toHaveLength(3);
      expect(rows.get(to)?.[0]).toBe(newest);
      // Many pages of them.
      const step = (to - from) / 2;
      const far = rowsBetween(truth, target(name), to - 449.5 * step, AT, AT);
      expect(far.size).toBe(450);
    },
  );

  it('funding is stored with the cap that was told, or without', () => {
    const [newest = '[]'] = rowsAt('funding-rate', AT);
    const with_ = (cap: unknown, floor: unknown) =>
      JSON.stringify([...(JSON.parse(newest) as unknown[]).slice(0, 4), cap, floor]);
    expect(JSON.parse(newest)[3]).toBe(8);
    for (const right of [newest, with_('0.00375', '-0.00375')])
      expect(untrueRows(truth, target('funding-rate'), [right], AT)).toEqual([]);
    for (const wrong of [with_('0.005', '-0.005'), with_('0.00375', null), newest.replace(',8,', ',4,')])
      expect(untrueRows(truth, target('funding-rate'), [wrong], AT)).toEqual([wrong]);
  });
});
