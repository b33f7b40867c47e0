import { type Market, marketNames } from '../../../markets/markets.js';
import { type DialectError, refused } from '../dialectError.ts';
import { checkTimeUnit } from '../sent.ts';
import { wsApis } from './methods.ts';

/** What a caller says by the address that it opens. */
export interface WsApiAddress {
  readonly market: Market;
  /** Whether answers tell the limits, where a request does not say it. */
  readonly returnRateLimits: boolean;
}

/** All that can only be meant for a WebSocket API. */
const OF_WS_API = /^\/ws-(?:api|fapi|dapi)(?=[/?]|$)/;

/**
 * Reads the address of a socket.
 *
 * @param url path and query, without an access key
 * @returns null: it is the address of something else
 * @throws DialectError
 */
export function readAddress(url: string): WsApiAddress | null {
  if (!isOfWsApi(url)) return null;
  const [path = '', query = ''] = url.split(/\?(.*)/s, 2);
  const market = marketNames.find((name) => wsApis[name].address === path.replace(/\/$/, ''));
  if (market === undefined) throw nothingHere();
  const said = new URLSearchParams(query);
  checkTimeUnit(said.get('timeUnit') ?? undefined);
  if ((said.get('responseFormat') ?? 'json') !== 'json') throw refused.notAsSbe();
  const returnRateLimits = said.get('returnRateLimits') ?? 'true';
  if (returnRateLimits !== 'true' && returnRateLimits !== 'false') throw refused.badValue('returnRateLimits');
  return { market, returnRateLimits: returnRateLimits === 'true' };
}

/** Whether an address is meant for a WebSocket API, right or wrong. */
export const isOfWsApi = (url: string): boolean => OF_WS_API.test(url);

function nothingHere(): DialectError {
  const known = Object.values(wsApis).map(({ address }) => address);
  return refused.unsupported(`There is no WebSocket API at this address. There are: ${known.join(', ')}.`);
}
