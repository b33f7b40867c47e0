import type { Market } from '../../markets/markets.js';
import type { Endpoint, Params } from '../../model/endpoint.ts';

/** A request in Binance's dialect, read and found right. */
export interface Asked {
  readonly market: Market;
  readonly endpoint: Endpoint;
  /** What was sent, by name: numbers are numbers, what is above an endpoint's limit is clamped to it. Defaults are not filled in. */
  readonly params: Params;
  /** Who asks: its access key, or its address. */
  readonly caller: string;
  /** Who asks reads the figures alone, and does without what the exchange sends beside them and nobody stores. */
  readonly isForFigures?: boolean;
}

/** An answer made of what is stored. */
export interface FromMemory {
  /** As Binance would write it: types, order of fields, no spaces. */
  readonly body: string | Buffer;
  /** Exchange-clock ms as of which it is right. */
  readonly asOf: number;
  /** Who the data is from. */
  readonly source: string;
}

/**
 * Answers from memory, or null: what is asked for is not stored whole, or not fresh; it has to be asked of the exchange. Rejects with
 * a DialectError for what Binance would refuse.
 */
export interface Answerer {
  (asked: Asked): Promise<FromMemory | null>;
  /** The answer where it lies ready, so that nothing has to be waited for; null: it has to be asked for as above. Requests that are alike have one `params`. */
  readonly ready?: (asked: Asked) => FromMemory | null;
}
