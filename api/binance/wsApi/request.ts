import { parseJson } from '../../../model/parseJson.ts';
import { type DialectError, refused } from '../dialectError.ts';
import { idText } from '../streams/command.ts';

/** A caller's request, read as far as its form goes. */
export interface WsRequest {
  /** The caller's own number or word for it, as JSON; `null` where it gave none. */
  readonly id: string;
  readonly method: string;
  /** The parameters as REST has them behind `?`: they are judged there. */
  readonly query: string;
  /** Whether the answer is to tell the limits; absent: as the address of the socket says. */
  readonly returnRateLimits?: boolean;
}

/** What is none. */
export interface NoWsRequest {
  readonly id: string;
  readonly error: DialectError;
}

/** Who signs what needs no signature, as ccxt does, is answered as if he had not. What they say is for the exchange alone, and goes nowhere. */
const OF_WHO_ASKS: ReadonlySet<string> = new Set(['apiKey', 'signature', 'timestamp', 'recvWindow']);

const RATE_LIMITS = 'returnRateLimits';

const faultOf = (why: string, id = 'null'): NoWsRequest => ({ id, error: refused.badRequest(why) });

const BAD_ID = "Invalid 'id' in JSON request; expected an integer, a string matching '^[a-zA-Z0-9-_]{1,36}$', or null.";

/** A message that is no text. */
export const noText = faultOf('Invalid JSON request; expected a text frame.');

/** Reads a message: https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/request-format (2026-07). Never throws. */
export function readRequest(text: string): WsRequest | NoWsRequest {
  const value = parseJson(text);
  if (!isObject(value)) return faultOf('Invalid JSON request.');
  const { id: given, method, params = {} } = value;
  const id = idText(given, text);
  if (id === undefined) return faultOf(BAD_ID);
  if (typeof method !== 'string') return faultOf("Invalid 'method' in JSON request; expected a string.", id);
  if (!isObject(params)) return faultOf("Invalid 'params' in JSON request; expected an object.", id);
  const { [RATE_LIMITS]: returnRateLimits, ...others } = params;
  if (returnRateLimits !== undefined && typeof returnRateLimits !== 'boolean') {
    return { id, error: refused.badValue(RATE_LIMITS) };
  }
  return { id, method, query: queryOf(others), ...(returnRateLimits !== undefined && { returnRateLimits }) };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function queryOf(params: Readonly<Record<string, unknown>>): string {
  const own = Object.entries(params).filter(([name]) => !OF_WHO_ASKS.has(name));
  return new URLSearchParams(own.map(([name, value]): [string, string] => [name, textOf(value)])).toString();
}

/** What no parameter accepts. */
const NONE = '{}';

/** A value as it is written in a URL. */
function textOf(value: unknown): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  // Anything deeper is not looked at: it may be so deep that writing it down fails.
  const isFlat = Array.isArray(value) && value.every((one) => typeof one !== 'object');
  return isFlat ? JSON.stringify(value) : NONE;
}
