import type { Archive } from '../../archive.ts';
import { archivedInterval, candleFiles } from '../archive/candles.ts';
import { fundingFiles, metricsFiles } from '../archive/figures.ts';
import { filesAt, hasNone } from '../archive/files.ts';
import { aggTradeFiles } from '../archive/trades.ts';
import { pairOf } from './ask.ts';

/** The archive's data type of each feed with candles. */
const candleTypes: Readonly<Record<string, string>> = {
  klines: 'klines',
  'klines-mark': 'markPriceKlines',
  'klines-index': 'indexPriceKlines',
  'klines-premium': 'premiumIndexKlines',
};

/** What of a feed's rows the archive does not tell. */
const lacking: Readonly<Record<string, string>> = {
  'top-long-short-positions': 'the ratio alone, without both shares',
  'top-long-short-accounts': 'the ratio alone, without both shares',
  'long-short-accounts': 'the ratio alone, without both shares',
  'taker-volume': 'the ratio alone, without both volumes',
};

/** Of USD-M futures: https://github.com/binance/binance-public-data (2025); funding and metrics are in the archive alone. */
export const usdmArchive: Archive = {
  url: 'https://data.binance.vision/?prefix=data/futures/um/',
  filesOf(rows) {
    const { feed, interval, symbol } = rows;
    const place = { market: 'um', symbol } as const;
    const dataType = candleTypes[feed];
    if (dataType !== undefined && interval !== undefined) {
      // An index is of the pair, whatever contract is asked for.
      const of = feed === 'klines-index' ? pairOf(symbol) : symbol;
      return filesAt({ ...place, symbol: of, dataType, interval: archivedInterval(interval) }, candleFiles);
    }
    if (feed === 'trades') return filesAt({ ...place, dataType: 'aggTrades' }, aggTradeFiles);
    if (feed === 'funding-rate') return filesAt({ ...place, dataType: 'fundingRate' }, fundingFiles(symbol));
    if (feed === 'open-interest-hist') return filesAt({ ...place, dataType: 'metrics' }, metricsFiles(symbol));
    const lack = lacking[feed];
    return lack === undefined ? hasNone(rows) : `Binance's archive has of ${feed} ${lack}`;
  },
};
