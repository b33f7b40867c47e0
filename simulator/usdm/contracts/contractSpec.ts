import type { SymbolSpec } from '../../trading/symbols.ts';

export type ContractType = 'PERPETUAL' | 'TRADIFI_PERPETUAL' | 'CURRENT_QUARTER' | 'NEXT_QUARTER';

/** A contract's status, as exchangeInfo says it. */
export const contractStatuses = [
  'PENDING_TRADING',
  'TRADING',
  'PRE_DELIVERING',
  'DELIVERING',
  'DELIVERED',
  'PRE_SETTLE',
  'SETTLING',
  'CLOSE',
] as const;
export type ContractStatus = (typeof contractStatuses)[number];

/** Hours between two fundings from a time on (ms, a whole number of 8 hours). */
export interface FundingPeriod {
  readonly from: number;
  readonly hours: 1 | 4 | 8;
}

/** What a contract is made from. */
export interface ContractSpec {
  readonly symbol: string;
  /** The pair that it is a contract of: `BTCUSDT`, also of `BTCUSDT_261225`. */
  readonly pair: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly kind: 'perpetual' | 'tradifi' | 'quarterly';
  /** First trade, a whole UTC hour in ms. */
  readonly onboardAt: number;
  /** Last trade, a whole UTC hour in ms: delivery, or when it was taken off. None: it has no end. */
  readonly endsAt?: number;
  /** Its tick is that of the pair on the spot market; prices are printed with so many decimals (exchangeInfo's pricePrecision). */
  readonly pricePlaces: number;
  /** Step size 10^-quantityDecimals; an order has as many steps as on the spot market, of another size. */
  readonly quantityDecimals: number;
  /** Tick size 10^-priceDecimals; default the pair's on the spot market. At least as fine. */
  readonly priceDecimals?: number;
  readonly underlyingType: 'COIN' | 'INDEX' | 'EQUITY' | 'COMMODITY';
  readonly underlyingSubType: readonly string[];
  /** How often funding is paid, oldest first; empty: never. */
  readonly funding: readonly FundingPeriod[];
  /** Highest funding rate, and with a minus the lowest; undefined: fundingInfo does not list it. */
  readonly fundingCap?: string;
  /** What the pair is made from where the spot market does not have it. */
  readonly own?: SymbolSpec;
}

export const NO_DELIVERY = 4_133_404_800_000;
