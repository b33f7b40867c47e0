import { createValidator } from '../../../model/validate.ts';
import type { Connector } from '../../connector.ts';
import { infoOf, symbolsInText } from '../exchangeInfo.ts';
import { news } from '../news.ts';
import { usdmArchive } from './archive.ts';
import { ask } from './ask.ts';
import { listedSymbol, time } from './endpoints/general.ts';
import { endpoints } from './endpoints.ts';
import { feedFactories } from './feeds/feeds.ts';
import { usdmLive } from './live.ts';
import { readFuturesReply, readFuturesReplyAsIs } from './readFuturesReply.ts';
import { usdmRelayed } from './relayed.ts';
import { usdmStreamNames } from './streamNames.ts';
import { usdmStreams } from './streams.ts';

const validateTime = createValidator<{ readonly serverTime: number }>(time.row);

/**
 * Binance's USD-M futures: https://developers.binance.com/docs/derivatives/usds-margined-futures (2026-08). What is asked, and what it weighs, stands
 * in endpoints.ts.
 */
export const binanceUsdm: Connector = {
  feeds: feedFactories,
  endpoints: Object.values(endpoints),
  symbolOf: (code) => code.toUpperCase(),
  codeOf: (symbol) => symbol.toLowerCase(),
  ping: () => ask('ping', {}),
  time: () => ask('time', {}),
  timeIn: ({ data, path }) => validateTime(data, path).serverTime,
  timeStepMs: 1,
  keyHeaders: (key) => ({ 'X-MBX-APIKEY': key }),
  read: readFuturesReply,
  readAsIs: readFuturesReplyAsIs,
  // A statistic may not know a contract that is new, or that has an end.
  listsAll: true,
  listed: { request: () => ask('exchangeInfo', {}), symbolsIn: symbolsInText },
  news,
  streams: usdmStreams,
  streamNames: usdmStreamNames,
  relayed: usdmRelayed,
  live: usdmLive,
  info: infoOf(() => ask('exchangeInfo', {}), listedSymbol),
  archive: usdmArchive,
};
