import type { FeedQuery } from '../../../model/feed.ts';
import { LONGEST_LAG_MS } from '../fields.ts';

/** Whether a stored time cannot be of the market that answers now: it lies ahead of the exchange's clock. */
export const isLaterThan = (time: number, { asOf, uncertainty }: FeedQuery): boolean =>
  time > asOf + uncertainty + LONGEST_LAG_MS;
