import type { CandlesIn, Endpoint } from '../../model/endpoint.ts';
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

/** A candle that should have begun may begin any time: of a halted pair, the lack of it is kept for so long, ms. */
const HALTED_MS = 5_000;

/** So long are refusals kept at most, and what is asked for one symbol since it is new, ms: trades, prices, best offers. */
const YOUNG_MS = 5_000;

/** When it was asked for. */
export interface Asked {
  /** Exchange-clock ms, less how far that may be off; -Infinity while the clock is not known. */
  readonly at: number;
  /** When the answer has come: the same, and how far it may be off on top. */
  readonly now: number;
  /** Weight a second that callers may have. */
  readonly perSecond: number;
}

type Known = Pick<Endpoint, 'isMomentary' | 'candlesIn' | 'params'>;

/** How long an answer is kept, ms; 0: not at all, as what is of its moment. What the exchange refuses is kept for five seconds at most. */
export function keepMs(
  request: Pick<ExchangeRequest, 'weight' | 'params'>,
  endpoint: Known | undefined,
  { status, body }: Pick<AnswerAsIs, 'status' | 'body'>,
  asked: Asked,
): number {
  if (endpoint?.isMomentary) return 0;
  const { weight, params } = request;
  const usual = usualMs(weight, asked);
  // Ten bots with one wrong request cost as much as one.
  if (status !== 200) return Math.min(usual, YOUNG_MS);
  const candles = endpoint?.candlesIn?.(body) ?? null;
  if (candles === null || endpoint === undefined) return isOfOne(params) ? Math.min(usual, YOUNG_MS) : usual;
  return keepCandlesMs(candles, params, limitOf(endpoint), usual, asked);
}

function usualMs(weight: number, { perSecond }: Asked): number {
  return perSecond > 0 ? Math.min(MOST_MS, (PARTS * weight * 1000) / perSecond) : MOST_MS;
}

/** Trades, prices and best offers of one symbol are asked for since they are new. */
const isOfOne = ({ symbol, pair }: ExchangeRequest['params']): boolean => (symbol ?? pair) !== undefined;

/**
 * Candles that have all closed, with none to come, are kept for long. Others only as long as anything else, and never until after the next one is
 * due: whoever asks at a boundary wants the new one.
 */
function keepCandlesMs(
  candles: CandlesIn,
  params: ExchangeRequest['params'],
  byDefault: number,
  usual: number,
  { at, now }: Asked,
): number {
  if (at === Number.NEGATIVE_INFINITY) return usual;
  const { closesAt } = candles;
  if (closesAt >= at) return Math.max(0, Math.min(usual, closesAt + 1 - now));
  const over = overAt(candles, params, byDefault);
  if (over < at) return at - over >= SETTLED_MS ? CLOSED_MS : Math.max(UNSETTLED_MS, usual);
  return at - closesAt < UNSETTLED_MS ? 0 : Math.min(usual, HALTED_MS);
}

/** When the last candle closes that an answer could have, ms: all of it is known by then. Infinity: there is always another one to come. */
function overAt({ rows, opensAt, closesAt }: CandlesIn, params: ExchangeRequest['params'], byDefault: number): number {
  const { startTime, endTime, limit = byDefault } = params;
  if (startTime !== undefined && rows >= Number(limit)) return closesAt;
  if (endTime === undefined) return Number.POSITIVE_INFINITY;
  const length = closesAt + 1 - opensAt;
  return closesAt + Math.ceil(Math.max(0, Number(endTime) - closesAt) / length) * length;
}

/** Rows of an answer where the request does not say how many. */
function limitOf({ params: { limit } }: Known): number {
  return limit?.kind === 'integer' ? (limit.default ?? limit.most) : Number.POSITIVE_INFINITY;
}
