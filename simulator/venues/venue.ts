import { type Answer, htmlAnswer, jsonAnswer, refusalAnswer } from '../answer.ts';
import { ApiError } from '../apiError.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { MarketName } from '../market.ts';
import { readParams } from '../params.ts';
import type { RateLimit } from '../rateLimit.ts';
import type { Listing, Pairs } from '../trading/pairs.ts';
import type { RequestPool } from './requestPool.ts';

/** What an address is told before its request is looked at. */
export interface Charge {
  /** Undefined where the exchange does not say it. */
  readonly usedWeight: number | undefined;
  /** Requests of its pool in the last five minutes. */
  readonly pool?: { readonly name: string; readonly count: number };
  readonly refusal?: Answer;
}

/** What headers ask for. */
export interface Sent {
  /** The key that was sent, if one was. */
  readonly apiKey?: string | undefined;
  /** The unit in which times are to be. */
  readonly timeUnit?: string | undefined;
}

/** One market of the exchange: its endpoints and the limits that hold for them. */
export interface Venue {
  readonly market: MarketName;
  weightOf(path: string, query: URLSearchParams): number;
  /** The account in which a request is counted: pauses hold for those of the same one. */
  accountOf(path: string): string;
  charge(address: string, path: string, weight: number, now: number): Charge;
  answer(path: string, query: URLSearchParams, now: number, sent: Sent): Answer;
  resetLimits(): void;
}

export interface VenueParts<Kind extends Listing> {
  readonly market: MarketName;
  readonly endpoints: ReadonlyMap<string, Endpoint<Kind>>;
  readonly pairs: Pairs<Kind>;
  readonly weightLimit: number;
  readonly rateLimit: RateLimit;
  readonly weightOf: (path: string, query: URLSearchParams) => number;
  /** Requests that are counted beside weight, by pool. */
  readonly pools?: ReadonlyMap<string, RequestPool>;
  readonly poolOf?: (path: string) => string | undefined;
  /** The body in the time unit that was asked for; default: the market has only one. @throws ApiError */
  readonly inUnit?: (body: unknown, path: string, unit: string | undefined) => unknown;
  /** Requests whose answers do not say the used weight. */
  readonly hidesWeight?: (path: string) => boolean;
}

export function createVenue<Kind extends Listing>(parts: VenueParts<Kind>): Venue {
  const { market, endpoints, pairs, weightLimit, rateLimit, pools, poolOf = () => undefined, inUnit = asItIs } = parts;
  return {
    market,
    weightOf: parts.weightOf,
    accountOf: (path) => poolOf(path) ?? market,
    charge(address, path, weight, now) {
      const { usedWeight: used, refusal } = rateLimit.charge(address, weight, now);
      const usedWeight = parts.hidesWeight?.(path) ? undefined : used;
      if (refusal !== undefined) return { usedWeight, refusal: refusalAnswer(refusal, weightLimit) };
      const name = poolOf(path);
      const pool = name === undefined ? undefined : pools?.get(name);
      if (name === undefined || pool === undefined) return { usedWeight };
      const { count, retryAfterSeconds } = pool.charge(address, now);
      const counted = { usedWeight, pool: { name, count } };
      if (retryAfterSeconds === undefined) return counted;
      const msg = `Too many requests; current limit of IP(${address}) is ${count} requests per 5 minutes.`;
      return { ...counted, refusal: jsonAnswer(429, { code: -1003, msg }, retryAfterSeconds) };
    },
    answer(path, query, now, { apiKey, timeUnit }) {
      const endpoint = endpoints.get(path);
      if (endpoint === undefined) return htmlAnswer(404);
      try {
        const params = readParams(query, endpoint.parameters, pairs, now);
        return jsonAnswer(200, inUnit(endpoint.answer({ params, pairs, now, apiKey }), path, timeUnit));
      } catch (error) {
        if (error instanceof ApiError) return jsonAnswer(error.status, { code: error.code, msg: error.message });
        return jsonAnswer(500, { code: -1000, msg: `The simulator failed: ${String(error)}` });
      }
    },
    resetLimits() {
      rateLimit.reset();
      for (const pool of pools?.values() ?? []) pool.reset();
    },
  };
}

const asItIs = (body: unknown): unknown => body;
