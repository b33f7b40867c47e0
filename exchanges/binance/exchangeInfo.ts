import type { RateLimit } from '../../markets/market.js';
import type { Payload } from '../../model/feed.ts';
import { createValidator, listOf } from '../../model/validate.ts';
import { symbolOf } from './bySymbol.ts';
import { count, object } from './fields.ts';

const text = { type: 'string' };

/** The rows of pairs in the payload. @throws InvalidPayload where it has none */
export const symbolsOf = ({ data, path }: Payload): readonly unknown[] =>
  listOf((Object(data) as { symbols?: unknown }).symbols, path, 'symbols');

const NAME = '"symbol":"';

/** The names of all rows. It is megabytes long: nothing of it is parsed. */
export function symbolsInText(body: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at = body.indexOf(NAME); at >= 0; ) {
    const from = at + NAME.length;
    const to = body.indexOf('"', from);
    if (to < 0) break;
    // A copy: a part of the text would keep all of it in memory.
    names.add(Buffer.from(body.slice(from, to)).toString());
    at = body.indexOf(NAME, to);
  }
  return names;
}

/** What the answer says of the market: its limit, and the status of each pair whose row can be read. */
export function marketIn(payload: Payload): {
  readonly limits: RateLimit | null;
  readonly statuses: Map<string, string>;
} {
  const { rateLimits } = Object(payload.data) as { rateLimits?: unknown };
  return {
    limits: limitsOf(Array.isArray(rateLimits) ? rateLimits : []),
    statuses: new Map(symbolsOf(payload).flatMap(statusOf)),
  };
}

/** Nothing else of a pair's row is needed to know whether it is traded. */
function statusOf(row: unknown): [string, string][] {
  const { status } = Object(row) as { status?: unknown };
  const symbol = symbolOf(row);
  return symbol !== '' && typeof status === 'string' && status !== '' ? [[symbol, status]] : [];
}

const MINUTE = 60_000;

/** Null where none of the entries that can be read is the one. */
function limitsOf(entries: readonly unknown[]): RateLimit | null {
  const weight = entries
    .filter(isLimit)
    .find(({ rateLimitType, interval }) => rateLimitType === 'REQUEST_WEIGHT' && interval === 'MINUTE');
  if (weight === undefined) return null;
  return { weight: weight.limit / Math.max(1, weight.intervalNum), windowMs: MINUTE, window: 'fixed' };
}

function isLimit(entry: unknown): entry is RawLimit {
  try {
    validateLimit(entry, 'rateLimits');
    return true;
  } catch {
    return false;
  }
}

const validateLimit = createValidator<RawLimit>(
  object({ rateLimitType: text, interval: text, intervalNum: count, limit: count }),
);

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information
 * `{"timezone":"UTC","serverTime":1790000000000,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000}],
 *   "symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","filters":[…]}]}`
 */
interface RawLimit {
  readonly rateLimitType: string;
  readonly interval: string;
  readonly intervalNum: number;
  readonly limit: number;
}
