import type { FeedQuery } from '../../../model/feed.ts';

/** No replica of the exchange lags by more, ms. */
const LONGEST_LAG_MS = 60_000;

/** Whether a stored time cannot be of the market that answers now: it lies ahead of the exchange's clock. */
export const isLaterThan = (time: number, { asOf, uncertainty }: FeedQuery): boolean =>
  time > asOf + uncertainty + LONGEST_LAG_MS;
