import type { Market } from '../markets/markets.js';

/** The egress and market whose weight is counted. */
export interface Account {
  readonly egress: string;
  readonly market: Market;
}
