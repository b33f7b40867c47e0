import { createValidator } from '../../../model/validate.ts';
import type { Connector } from '../../connector.ts';
import { milliseconds, object } from '../fields.ts';
import { news } from '../news.ts';
import { readReply } from '../readReply.ts';
import { feedFactories } from './feeds/feeds.ts';
import { spotStreams } from './streams.ts';

const validateTime = createValidator<{ readonly serverTime: number }>(object({ serverTime: milliseconds }));

/**
 * Binance's spot market: https://developers.binance.com/docs/binance-spot-api-docs/rest-api (2026-07). Each feed's file says what it asks
 * for, and what that weighs.
 */
export const binanceSpot: Connector = {
  feeds: feedFactories,
  symbolOf: (code) => code.toUpperCase(),
  codeOf: (symbol) => symbol.toLowerCase(),
  ping: () => ({ path: '/api/v3/ping', params: {}, weight: 1 }),
  time: () => ({ path: '/api/v3/time', params: {}, weight: 1 }),
  timeIn: ({ data, path }) => validateTime(data, path).serverTime,
  timeStepMs: 1,
  keyHeaders: (key) => ({ 'X-MBX-APIKEY': key }),
  read: readReply,
  news,
  streams: spotStreams,
};
