/** A request to an exchange's public REST API. */
export interface ExchangeRequest {
  readonly path: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** What the exchange charges for it. */
  readonly weight: number;
}

export interface ExchangeReply {
  /** Parsed JSON that nothing has checked yet. */
  readonly data: unknown;
  /** The body as it was sent. */
  readonly text: string;
  /** Who answered: the exchange's name, or `simulator`. */
  readonly source: string;
  /** Weight the exchange has counted for this IP in its current window, where it says so. */
  readonly usedWeight?: number;
}
