/**
 * What a snapshot of a pair holds: the rows that were stored at one moment (`parts`), and figures made of them alone (`figures`). Prices, quantities
 * and figures are decimals as text; times are ms of the exchange's clock. What is null is not there, or cannot be said.
 */

/** Rises when a reader of older snapshots would misread newer ones. */
export const SNAPSHOT_VERSION = 1;

/** Figures of candles are made for these intervals, min. */
export const analysedIntervals = [60, 240, 1440] as const;

/** The newest so many trades count. */
export const ANALYSED_TRADES = 500;

/**
 * The newest so many candles of each interval count: twenty closed ones, the forming one, and one that is over but not yet confirmed; of an hour
 * as many as candles of four hours need for that.
 */
export const analysedCandles = { '60': 22 * 4, '1440': 22 } as const;

export interface Snapshot {
  readonly version: typeof SNAPSHOT_VERSION;
  readonly market: string;
  readonly code: string;
  /** When it was taken. */
  readonly at: number;
  /** Where the rows are from: `binance` or `simulator`. */
  readonly source: string;
  /** From the oldest to the newest `asOf` of the parts that are fetched each second; null: fewer than two are there. */
  readonly skewMs: number | null;
  readonly figures: Figures;
  readonly parts: Parts;
  /** What is not there, or not of use, and why. */
  readonly missing: readonly Missing[];
}

/** Such as `avg-price`, and a sentence. */
export interface Missing {
  readonly part: string;
  readonly why: string;
  /** The part is there, but older than it should be: stale, out of step with the exchange, or of a pair that is not traded now. */
  readonly stale?: true;
}

/** A latest value, as the exchange has sent it. */
export interface ValuePart {
  readonly asOf: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Rows of a series, oldest first, each a list with these columns, by the names and with the values of GetData (`final` is true or false). */
export interface RowsPart {
  readonly asOf: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** What was stored. The rows are what the figures are made of, no more. */
export interface Parts {
  readonly price: ValuePart | null;
  readonly 'book-ticker': ValuePart | null;
  readonly depth: ValuePart | null;
  readonly trades: RowsPart | null;
  readonly 'high-low': ValuePart | null;
  /** Of spot alone. */
  readonly 'avg-price': ValuePart | null;
  /** Candles by interval in minutes; those of 240 minutes are summed up from those of 60. */
  readonly klines: Readonly<Record<'60' | '1440', RowsPart | null>>;
}

export interface Figures {
  readonly price: PriceFigures;
  readonly day: DayFigures | null;
  readonly spread: SpreadFigures | null;
  readonly book: BookFigures | null;
  readonly trades: TradeFigures | null;
  readonly candles: Readonly<Record<'60' | '240' | '1440', CandleFigures | null>>;
}

export interface PriceFigures {
  readonly last: string | null;
  readonly average: string | null;
  /** Minutes that the average is of. */
  readonly averageMinutes: number | null;
}

/** Of 24 hours, as the exchange says it. */
export interface DayFigures {
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly change: string | null;
  readonly changePercent: string | null;
  readonly volume: string | null;
  readonly quoteVolume: string | null;
  readonly trades: number | null;
}

/** Of the best bid and ask, in the quote asset. */
export interface SpreadFigures {
  readonly bid: string;
  readonly ask: string;
  readonly mid: string;
  readonly absolute: string;
  /** Ten-thousandths of the mid. */
  readonly basisPoints: string;
}

export interface BookFigures {
  readonly levels: Readonly<Record<'5' | '10' | '20' | 'all', LevelFigures>>;
  /** By basis points of the mid. */
  readonly depth: Readonly<Record<'10' | '50' | '100', DepthFigures>>;
  /** How far the book reaches below and above the mid, in basis points; null where a side is empty: there is no mid then. */
  readonly reach: { readonly bid: string | null; readonly ask: string | null };
}

/** Of the best levels of each side, as many as there are. */
export interface LevelFigures {
  /** Base asset. */
  readonly bidVolume: string;
  readonly askVolume: string;
  /** Bid ÷ ask. */
  readonly ratio: string | null;
}

/** Quote asset that stands within so many basis points of the mid; null where the book ends before that. */
export interface DepthFigures {
  readonly bid: string | null;
  readonly ask: string | null;
}

/** Of the newest trades that are stored. Buy: the taker bought. */
export interface TradeFigures {
  readonly count: number;
  readonly from: number;
  readonly to: number;
  readonly buyCount: number;
  readonly sellCount: number;
  /** Base asset. */
  readonly buyVolume: string;
  readonly sellVolume: string;
  /** Buy ÷ sell, by volume. */
  readonly ratio: string | null;
  readonly largest: LargestTrade;
}

/** The trade of the largest value in the quote asset; of equal ones the newest. */
export interface LargestTrade {
  readonly id: number;
  readonly time: number;
  readonly price: string;
  readonly quantity: string;
  readonly quote: string;
  readonly side: 'buy' | 'sell';
}

export interface CandleFigures {
  /** The last closed candle. */
  readonly closed: CandleMove | null;
  readonly forming: CandleMove | null;
  /** Of the last so many closed closes that follow each other without a hole; null where there are fewer. */
  readonly average10: string | null;
  readonly average20: string | null;
  readonly trend: 'up' | 'down' | 'flat' | null;
}

export interface CandleMove {
  readonly openTime: number;
  readonly close: string;
  /** From open to close, in per cent of the open. */
  readonly changePercent: string | null;
  /** From low to high, in per cent of the low. */
  readonly rangePercent: string | null;
  /** Base asset. */
  readonly volume: string;
}
