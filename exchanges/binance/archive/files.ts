import type { ArchivedRows, ArchiveFiles } from '../../archive.ts';

/** What Binance's archive calls its kinds of files. */
const DATA_TYPES = new Set([
  ...['klines', 'aggTrades', 'trades', 'markPriceKlines', 'indexPriceKlines', 'premiumIndexKlines', 'fundingRate'],
  ...['metrics', 'bookTicker', 'bookDepth', 'liquidationSnapshot', 'BVOLIndex', 'EOHSummary'],
]);

/** Names of the archive's folders that say of which market they are. */
const MARKETS = new Set(['spot', 'um', 'cm', 'option']);

const SYMBOL = /^(?=.*[A-Z])[A-Z0-9]{2,}(?:_\d{6})?$/;
const INTERVAL = /^\d+(?:s|m|h|d|w|mo)$/;

/** What of a path lies in the archive's tree: what people call their folders elsewhere means nothing. */
function treeIn(folders: readonly string[]): readonly string[] {
  const at = folders.lastIndexOf('data');
  const inner = at < 0 ? [] : folders.slice(at + 1);
  return inner[0] === 'spot' || inner[0] === 'futures' ? inner : [];
}

/** What of files follows from their data type alone. */
export type FilesOfType = Omit<ArchiveFiles, 'stem' | 'placeOf' | 'mustLieIn'>;

export interface Place {
  /** `spot`, or `um` for futures. */
  readonly market: 'spot' | 'um';
  readonly dataType: string;
  readonly symbol: string;
  /** Of candles, by the archive's name. */
  readonly interval?: string;
}

/**
 * Files that lie at a place of the archive's tree, such as `data/futures/um/daily/markPriceKlines/BTCUSDT/1m/`: what stands above the data type
 * may be missing, and what stands below it, too.
 */
export function filesAt(place: Place, of: FilesOfType): ArchiveFiles {
  const { market, dataType, symbol, interval } = place;
  const isAmbiguous = interval !== undefined && dataType !== 'klines';
  return {
    ...of,
    stem: `${symbol}-${interval ?? dataType}`,
    placeOf(above, below) {
      const folders = [...treeIn(above), ...below];
      if (folders.some((name) => MARKETS.has(name) && name !== market)) return 'other';
      const at = folders.findIndex((name) => DATA_TYPES.has(name));
      if (at < 0) return 'unclear';
      const [type, ...inner] = folders.slice(at);
      const isOther = (name: string): boolean =>
        SYMBOL.test(name) ? name !== symbol : INTERVAL.test(name) && name !== interval;
      return type !== dataType || inner.some(isOther) ? 'other' : 'own';
    },
    ...(isAmbiguous && { mustLieIn: `${dataType}/${symbol}/${interval}` }),
  };
}

/** Why the archive has no files of a feed. */
export const hasNone = ({ feed }: ArchivedRows): string => `Binance's archive has no files of ${feed}`;
