/** A request to an exchange's public REST API. */
export interface ExchangeRequest {
  readonly path: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** The weight that the exchange charges for it, in the limit that it belongs to. */
  readonly weight: number;
  /** Which of the market's `pools` it is counted in; absent: the market's own limit. */
  readonly pool?: string;
  /** The exchange answers it only to who sends an API key. */
  readonly needsKey?: true;
}

export interface ExchangeReply {
  /** Parsed JSON that has not been checked yet, or what the connector has made of it. */
  readonly data: unknown;
  /** The body as it was sent. */
  readonly text: string;
  /** Who answered: the exchange's name, or `simulator`. */
  readonly source: string;
  /** If the answer says it: the weight that the exchange has counted for this IP address in its current window. */
  readonly usedWeight?: number;
  /** The exchange has refused the request since it does not keep rows that old: `data` is an empty list. */
  readonly isTooOld?: true;
}

/** An answer as it was sent, for callers: nobody has parsed it. */
export interface AnswerAsIs {
  /** Of HTTP: 200; 4xx where the exchange refuses the request, and says why by its own number in the body. */
  readonly status: number;
  readonly body: string;
  /** Who answered: the exchange's name, or `simulator`. */
  readonly source: string;
  /** If the answer says it: the weight that the exchange has counted for this IP address in its current window. */
  readonly usedWeight?: number;
}
