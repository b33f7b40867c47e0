import { ExchangeError, type ExchangeErrorCode } from '../../../exchanges/errors.ts';
import { backoffMs, isRejected, retryMs } from '../../../gateway/backoff.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';

it('doubles from 250 ms to 2 s', () => {
  expect([1, 2, 3, 4, 50].map((failures) => backoffMs(failures, () => 1))).toEqual([250, 500, 1000, 2000, 2000]);
});

it('grows to a minute for answers that stay unusable, and for nothing else', () => {
  const of = (failure: unknown) => [1, 20, 21, 24, 25, 500].map((failures) => retryMs(failure, failures, () => 1));
  expect(of(new InvalidPayload('a field is gone'))).toEqual([250, 2000, 4000, 32_000, 60_000, 60_000]);
  expect(of(new ExchangeError('network', 'failed', { path: '/' }))).toEqual([250, ...Array(5).fill(2000)]);
});

it('spreads over the whole time, so that many do not come back at once', () => {
  expect(backoffMs(3, () => 0)).toBe(0);
  expect(backoffMs(3, () => 0.5)).toBe(500);
});

it.each<[ExchangeErrorCode, boolean]>([
  ['rejected', true],
  ['unknown-pair', true],
  ['exchange-down', false],
  ['timeout', false],
  ['network', false],
  ['not-json', false],
  ['rate-limited', false],
  ['blocked', false],
])('%s: %s that asking again at once is of no use', (code, isUseless) => {
  expect(isRejected(new ExchangeError(code, 'failed', { path: '/' }))).toBe(isUseless);
});

it('what is no error of the exchange is tried again soon', () => {
  expect(isRejected(new Error('Redis'))).toBe(false);
});
