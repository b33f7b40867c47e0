import type { NamedFeed } from '../../../../web/figures/freshness/matrix.ts';

/** A value as /health tells it: fresh, of a feed that is polled each second, unless it is said otherwise. */
export const judged = (fields: Partial<NamedFeed> = {}): NamedFeed => ({
  type: 'trades',
  code: 'btcusdt',
  age: 400,
  period: 1,
  stale: false,
  waiting: false,
  status: 'TRADING',
  ...fields,
});

/** One that is so many ms over its limit of 5 s. */
export const over = (ms: number, fields: Partial<NamedFeed> = {}): NamedFeed =>
  judged({ age: 5_000 + ms, stale: true, ...fields });
