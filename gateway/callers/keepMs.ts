import type { Endpoint } from '../../model/endpoint.ts';
import type { AnswerAsIs, ExchangeRequest } from '../../model/exchangeRequest.ts';

/** One request asked again and again takes a quarter of what callers have at most. */
const PARTS = 4;

/** The most that comes of it, ms: two of the usual windows. What takes more than half of one is granted to nobody. */
const MOST_MS = 120_000;

/** The exchange restates candles that have closed, now and then: so long they are kept, ms. */
const CLOSED_MS = 3_600_000;

/** By then every replica of the exchange has the last trades of a candle, ms after its close; and how long it is kept before that. */
const SETTLED_MS = 60_000;
const UNSETTLED_MS = 20_000;

/** When it was asked for. */
export interface Asked {
  /** Exchange-clock ms, less how far that may be off; -Infinity while the clock is not known. */
  readonly at: number;
  /** Weight a second that callers may have. */
  readonly perSecond: number;
}

/**
 * How long an answer is kept, ms; 0: not at all. What fails is never kept, nor what is of its moment. An answer with candles of which the last one
 * still forms is kept no longer than others.
 */
export function keepMs(
  { weight }: Pick<ExchangeRequest, 'weight'>,
  endpoint: Pick<Endpoint, 'isMomentary' | 'closesAt'> | undefined,
  { status, body }: Pick<AnswerAsIs, 'status' | 'body'>,
  { at, perSecond }: Asked,
): number {
  if (status !== 200 || endpoint?.isMomentary) return 0;
  const usual = perSecond > 0 ? Math.min(MOST_MS, (PARTS * weight * 1000) / perSecond) : MOST_MS;
  const closedAt = endpoint?.closesAt?.(body) ?? null;
  if (closedAt === null || closedAt >= at) return usual;
  return at - closedAt >= SETTLED_MS ? CLOSED_MS : Math.max(UNSETTLED_MS, usual);
}
