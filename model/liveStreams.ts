/**
 * What of a market's streams is told in a form that is no exchange's own: which stream it comes by, and what an event of it says. Pure.
 *
 * Events are read from JSON; what cannot be right is thrown as InvalidPayload. Symbols are the exchange's names, e.g. BTCUSDT.
 */
export interface LiveStreams {
  /** Lengths of candles by the exchange's names, the shortest first. */
  readonly intervals: readonly string[];
  /** Coins that are worth a dollar each, and in which pairs are quoted. */
  readonly dollarCoins: readonly string[];
  /** Whether it is quoted in one of them. */
  isInDollars(symbol: string): boolean;
  readonly candles: {
    nameOf(symbol: string, interval: string): string;
    read(event: unknown, symbol: string, interval: string): LiveCandle;
  };
  readonly trades: LiveStream<LiveTrade>;
  readonly liquidations: LiveStream<LiveLiquidation>;
}

export interface LiveStream<Told> {
  nameOf(symbol: string): string;
  read(event: unknown, symbol: string): Told;
}

/** Decimals are texts as the exchange has sent them, times are ms. */
export interface LiveCandle {
  /** When the exchange told it. */
  readonly toldAt: number;
  /** As an answer of the exchange has it. */
  readonly row: unknown;
  readonly isFinal: boolean;
}

/** What one order has traded at one price. */
export interface LiveTrade {
  readonly id: number;
  readonly time: number;
  /** What the taker did. */
  readonly side: 'BUY' | 'SELL';
  readonly price: string;
  readonly quantity: string;
  /** Of the single trades in it. */
  readonly firstId: number;
  readonly lastId: number;
}

export interface LiveLiquidation {
  readonly time: number;
  /** SELL: a long position was closed; BUY: a short one. */
  readonly side: 'BUY' | 'SELL';
  readonly price: string;
  readonly averagePrice: string;
  readonly quantity: string;
  readonly filled: string;
  /** State of the order. */
  readonly status: string;
}
