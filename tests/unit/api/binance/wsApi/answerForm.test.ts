import type { Answer } from '../../../../../api/binance/answer.ts';
import { tooManyRequests } from '../../../../../api/binance/dialectError.ts';
import { answerPieces, errorPieces } from '../../../../../api/binance/wsApi/answerForm.ts';
import { createSpending } from '../../../../../api/binance/wsApi/spending.ts';

const limits = { limit: 6000, count: 70 };
const LIMITS =
  '"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000,"count":70}]';
const answer = (body: Answer['body'], status = 200): Answer => ({
  ...{ status, body, from: 'memory', source: 'simulator', ageMs: 0, asOf: 0 },
});
const textOf = (pieces: readonly (string | Buffer)[]): string => pieces.map(String).join('');

it.each([
  ['text', '{"serverTime":1}'],
  ['bytes', Buffer.from('{"serverTime":1}')],
  ['bytes in parts', [Buffer.from('{"serverTime"'), Buffer.from(':1}')]],
])('an answer of %s is as the exchange writes it', (_form, body) => {
  expect(textOf(answerPieces('"a"', answer(body), limits))).toBe(
    `{"id":"a","status":200,"result":{"serverTime":1},${LIMITS}}`,
  );
  expect(textOf(answerPieces('null', answer(body), null))).toBe('{"id":null,"status":200,"result":{"serverTime":1}}');
});

it("the exchange's own refusal stands in it as it came", () => {
  const body = '{ "code":-1121, "msg":"Invalid symbol." }';
  expect(textOf(answerPieces('1', answer(body, 400), null))).toBe(`{"id":1,"status":400,"error":${body}}`);
});

it('a refusal says in ms when to ask again', () => {
  const told = textOf(errorPieces('7', tooManyRequests('wait.', 9), limits, 1_790_000_000_000.7));
  expect(told).toBe(
    `{"id":7,"status":429,"error":{"code":-1003,"msg":"Too much request weight used; wait.","data":{"serverTime":1790000000000,"retryAfter":1790000009000}},${LIMITS}}`,
  );
});

it('what callers spend is counted by the minute, each by himself', () => {
  let now = 1_790_000_000_000;
  const spending = createSpending((market) => (market === 'spot' ? now : now + 45_000));
  spending.add('spot', 'a', 20);
  spending.add('spot', 'a', 5);
  spending.add('spot', 'b', 1);
  spending.add('usdm', 'a', 2);
  expect([spending.of('spot', 'a'), spending.of('spot', 'b'), spending.of('usdm', 'a')]).toEqual([25, 1, 2]);
  now = Math.ceil(now / 60_000) * 60_000;
  expect([spending.of('spot', 'a'), spending.of('usdm', 'a')]).toEqual([0, 2]);
  spending.add('spot', 'a', 3);
  expect(spending.of('spot', 'a')).toBe(3);
});
