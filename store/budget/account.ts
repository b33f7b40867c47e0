import type { Market } from '../../markets/markets.js';

/** The egress and market whose weight is counted. */
export interface Account {
  readonly egress: string;
  readonly market: Market;
  /** One of the limits that the market's table has beside its own (`pools`); absent: its own. A pause is one of the whole market. */
  readonly pool?: string;
}
