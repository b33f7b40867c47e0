import type { Archive } from '../../archive.ts';
import { archivedInterval, candleFiles } from '../archive/candles.ts';
import { filesAt, hasNone } from '../archive/files.ts';
import { aggTradeFiles, tradeFiles } from '../archive/trades.ts';

/** Of the spot market: https://github.com/binance/binance-public-data (2025). */
export const spotArchive: Archive = {
  url: 'https://data.binance.vision/?prefix=data/spot/',
  filesOf(rows) {
    const { feed, kind, interval, symbol } = rows;
    const place = { market: 'spot', symbol } as const;
    if (feed === 'klines' && interval !== undefined)
      return filesAt({ ...place, dataType: 'klines', interval: archivedInterval(interval) }, candleFiles);
    if (feed === 'trades') return filesAt({ ...place, dataType: kind }, kind === 'trades' ? tradeFiles : aggTradeFiles);
    return hasNone(rows);
  },
};
