import { createValidator } from '../../../model/validate.ts';
import type { Connector } from '../../connector.ts';
import { infoOf, symbolsInText } from '../exchangeInfo.ts';
import { news } from '../news.ts';
import { readReply, readReplyAsIs } from '../readReply.ts';
import { spotArchive } from './archive.ts';
import { ask } from './ask.ts';
import { listedSymbol, time } from './endpoints/general.ts';
import { endpoints } from './endpoints.ts';
import { feedFactories } from './feeds/feeds.ts';
import { spotRelayed } from './relayed.ts';
import { spotStreamNames } from './streamNames.ts';
import { spotStreams } from './streams.ts';

const validateTime = createValidator<{ readonly serverTime: number }>(time.row);

/**
 * Binance's spot market: https://developers.binance.com/docs/binance-spot-api-docs/rest-api (2026-07). What is asked, and what it weighs, stands
 * in endpoints.ts.
 */
export const binanceSpot: Connector = {
  feeds: feedFactories,
  endpoints: Object.values(endpoints),
  symbolOf: (code) => code.toUpperCase(),
  codeOf: (symbol) => symbol.toLowerCase(),
  ping: () => ask('ping', {}),
  time: () => ask('time', {}),
  timeIn: ({ data, path }) => validateTime(data, path).serverTime,
  timeStepMs: 1,
  keyHeaders: (key) => ({ 'X-MBX-APIKEY': key }),
  read: readReply,
  readAsIs: readReplyAsIs,
  // The sets of permissions are most of an answer.
  listed: { request: () => ask('exchangeInfo', { showPermissionSets: 'false' }), symbolsIn: symbolsInText },
  news,
  streams: spotStreams,
  streamNames: spotStreamNames,
  relayed: spotRelayed,
  info: infoOf(() => ask('exchangeInfo', {}), listedSymbol),
  archive: spotArchive,
};
