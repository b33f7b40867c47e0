import { MINUTE } from '../../trading/calendar.ts';
import type { Candles } from '../../trading/history/candles.ts';
import type { Listing, Pairs } from '../../trading/pairs.ts';
import type { ContractSpec, ContractStatus, ContractType } from './contractSpec.ts';
import { currentQuarter, deliveryOf } from './quarters.ts';

/** A price that is looked at each second: its candles, and what it is at an instant, in units of 10^-8. */
export interface PriceLine extends Candles {
  /** Undefined before the first trade. */
  priceAt(now: number): number | undefined;
  /** What it was when a whole minute began: quicker, for times long ago. */
  atMinute(time: number): number | undefined;
}

/** A contract as the exchange lists it. */
export interface Contract extends Listing {
  readonly contract: ContractSpec;
  /** What premiums, open interest and ratios of its pair follow from. */
  readonly pairSeed: number;
  /** The price of its pair on the spot market. */
  readonly index: PriceLine;
  readonly mark: PriceLine;
  /** The status that was set; undefined: the one that it has by the clock. */
  forced: ContractStatus | undefined;
}

/** All contracts, by symbol. */
export type Contracts = Pairs<Contract>;

/** For so long a delivered contract is `DELIVERING`. */
const DELIVERY_TAKES = 10 * MINUTE;

export function statusAt({ contract, forced }: Contract, now: number): ContractStatus {
  if (forced !== undefined) return forced;
  if (now < contract.onboardAt) return 'PENDING_TRADING';
  if (contract.endsAt === undefined || now < contract.endsAt) return 'TRADING';
  if (contract.kind !== 'quarterly') return 'SETTLING';
  return now < contract.endsAt + DELIVERY_TAKES ? 'DELIVERING' : 'DELIVERED';
}

export const isTraded = (contract: Contract, now: number): boolean => statusAt(contract, now) === 'TRADING';

export function contractTypeAt({ kind, endsAt = 0 }: ContractSpec, now: number): ContractType {
  if (kind === 'perpetual') return 'PERPETUAL';
  if (kind === 'tradifi') return 'TRADIFI_PERPETUAL';
  return endsAt > deliveryOf(currentQuarter(now)) ? 'NEXT_QUARTER' : 'CURRENT_QUARTER';
}
