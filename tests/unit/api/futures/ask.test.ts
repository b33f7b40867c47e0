import type { Answer, Question } from '../../../../api/binance/answer.ts';
import { DialectError, refused } from '../../../../api/binance/dialectError.ts';
import { createAsk } from '../../../../api/futures/ask.ts';
import { problemOfFailure } from '../../../../api/futures/failures.ts';
import { type FuturesRoute, futuresRoutes } from '../../../../api/futures/futuresRoutes.ts';
import type { FuturesAsked } from '../../../../api/futures/readAsked.ts';

const NOW = Date.UTC(2026, 10, 24, 10, 7, 20);
const MINUTE = 60_000;
const STEP = 5 * MINUTE;
const HOUR = 60 * MINUTE;

const about = { exchange: 'binance', symbol: 'BTCUSDT', interval: '1m', period: '5m' };
const route = (from: string): FuturesRoute => futuresRoutes.find((one) => one.from === from) as FuturesRoute;

/** Asks an exchange that answers as it is told to. */
function ask(from: string, limit: number, rowsOf: (params: URLSearchParams) => unknown[], told: Partial<Answer> = {}) {
  const answering = ({ query }: Question): Promise<Answer> =>
    Promise.resolve({
      ...{ status: 200, body: JSON.stringify(rowsOf(new URLSearchParams(query))), from: 'passed', source: 'test' },
      ...{ ageMs: 0, asOf: NOW },
      ...told,
    });
  const asked: FuturesAsked = { about, limit };
  return createAsk(answering, { now: () => NOW, uncertainty: () => 50 })(route(from), asked, 'a bot');
}

describe('a candle', () => {
  const candle = (openTime: number) => [
    openTime,
    '1',
    '1',
    '1',
    '1',
    '1',
    openTime + MINUTE - 1,
    '1',
    1,
    '1',
    '1',
    '0',
  ];
  /** Whether each of some candles is told to be final; the last one ends at `ends`. */
  async function finals(ends: number, told: Partial<Answer>): Promise<unknown[]> {
    const last = ends - MINUTE;
    const rows = [candle(last - MINUTE), candle(last)];
    const { rows: answered } = await ask('/fapi/v1/klines', 2, () => rows, told);
    return answered.map(({ final }) => final);
  }

  it.each([
    ['is stored, and is over for longer than the clock may be off', 51, 'memory', true],
    ['is stored, and may not be over', 50, 'memory', false],
    ['the exchange has told of right after its end', 2_050, 'passed', false],
    ['the exchange has told of when it was over for long', 2_051, 'passed', true],
    ['is kept since the exchange has told of it right after its end', 2_050, 'kept', false],
  ] as const)('that %s: %i ms, %s, %s', async (_, ago, from, final) => {
    expect(await finals(NOW - ago + 1, { from })).toEqual([true, final]);
  });

  it('is as the answer was when it was right, not when it was read', async () => {
    expect(await finals(NOW - 3_000, { asOf: NOW - 4_000, ageMs: 4_000 })).toEqual([true, false]);
  });
});

/** A row of each step up to `to`, oldest first. */
const rowsUpTo = (to: number, count: number, step: number, name: string): object[] =>
  Array.from({ length: count }, (_, index) => ({ [name]: to - (count - 1 - index) * step }));

const cases = [
  ['/futures/data/openInterestHist', 'timestamp', STEP, 500, 700],
  ['/fapi/v1/fundingRate', 'fundingTime', 8 * HOUR, 1000, 1200],
] as const;

describe.each(cases)('more rows of %s than it answers at once', (path, name, step, most, limit) => {
  const newest = Math.floor(NOW / step) * step;
  const page = (params: URLSearchParams, rows: object[]) =>
    params.has('endTime') ? rows : rowsUpTo(newest, most, step, name);
  const before = newest - most * step;

  it('come without a hole', async () => {
    const spans: [string | null, string | null][] = [];
    const { rows } = await ask(path, limit, (params) => {
      spans.push([params.get('startTime'), params.get('endTime')]);
      return page(params, rowsUpTo(before, Number(params.get('limit')), step, name));
    });
    expect(rows.map(({ timestampMs }) => timestampMs)).toEqual(
      rowsUpTo(newest, limit, step, 't').map((row) => (row as { t: number }).t),
    );
    const end = before + step - 1;
    // A span with one end alone is used only where the collectors rely on it too.
    expect(spans[1]).toEqual([name === 'timestamp' ? String(end + 1 - 200 * step) : null, String(end)]);
  });

  it.each([
    ['a hole', before - 2 * step],
    ['the same rows again', newest],
    ['a row that was there', before + step],
    ['the oldest ones', before - 5_000 * step],
  ])('are refused where it answers %s', async (_, to) => {
    const asked = ask(path, limit, (params) => page(params, rowsUpTo(to, Number(params.get('limit')), step, name)));
    await expect(asked).rejects.toMatchObject({ status: 503 });
  });

  it('are never more than were asked for', async () => {
    const { rows } = await ask(path, 10, () => rowsUpTo(newest, 30, step, name));
    expect(rows.map(({ timestampMs }) => timestampMs).at(-1)).toBe(newest);
    expect(rows).toHaveLength(10);
  });
});

it.each([
  [refused.badInterval(), 'exchange-refused'],
  [refused.badValue('limit'), 'exchange-refused'],
  [refused.missingKey('no key'), 'exchange-refused'],
  [new DialectError(-1000, 'unknown', { status: 500 }), 'unavailable'],
  [new DialectError(-1001, 'away', { status: 503 }), 'unavailable'],
  [refused.badSymbol(), 'unknown-symbol'],
])('%s is no defect of ours', (error, code) => {
  const there = { symbol: 'BTCUSDT', mayAsk: true, stored: () => '', collected: () => [] };
  expect(problemOfFailure(error, there)).toMatchObject({ code });
});

it('a defect stays one', () => {
  const defect = new TypeError('x');
  expect(problemOfFailure(defect, { symbol: 'X', mayAsk: true, stored: () => '', collected: () => [] })).toBe(defect);
});
