import { newPairState } from '../../../../collectors/state/pairState.ts';
import { settle } from '../../../../collectors/worker/settle.ts';
import { ExchangeError } from '../../../../exchanges/errors.ts';

/** When a pair whose requests go on failing is asked for again, ms after each failure. */
function waitsOf(laterRetryMs: number, failures: number): number[] {
  const pair = newPairState({ code: 'btcusdt', symbol: 'BTCUSDT', key: 'usdm:{btcusdt}:basis' });
  let now = 0;
  const clock = { monotonic: () => now } as never;
  const burst = { failure: () => undefined, failed: () => undefined, recovered: () => undefined };
  const options = { burst, clock, count: () => undefined, leastRetryMs: 0, laterRetryMs, onFatal: fail };
  return Array.from({ length: failures }, () => {
    pair.turn.dueAt = Number.POSITIVE_INFINITY;
    settle(pair, new ExchangeError('timeout', 'no answer', { path: '/' }), options);
    const wait = pair.turn.dueAt - now;
    now += wait;
    return wait;
  });
}

function fail(error: Error): never {
  throw error;
}

it('what is counted apart and goes on failing is asked for ever later, at a start soon', () => {
  expect(waitsOf(60_000, 6)).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  expect(waitsOf(12_000, 3)).toEqual([5_000, 10_000, 12_000]);
});

it('all else is asked for again within two seconds', () => {
  for (const wait of waitsOf(0, 10)) expect(wait).toBeLessThanOrEqual(2_000);
});
