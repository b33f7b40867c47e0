import { formatUnits } from '../../decimals.ts';
import { instantOf, listedAt } from '../../endpoints/endpoint.ts';
import { MINUTE } from '../../trading/calendar.ts';
import { type Contract, isTraded } from '../contracts/contract.ts';
import { fundingRateAt, interestOf, nextFunding } from '../contracts/funding.ts';
import { PRICE_DECIMALS } from '../contracts/priceHistory.ts';
import { wholeSecond } from '../contracts/priceLine.ts';
import type { UsdmEndpoint } from './usdmEndpoint.ts';

/** A contract is settled at the mean index of so many minutes before its end. */
const SETTLE_MINUTES = 30;

/** `/fapi/v1/premiumIndex`: also of contracts that are not traded any more. */
export const premiumIndex: UsdmEndpoint = {
  parameters: ['symbol'],
  answer({ params, pairs, now }) {
    if (params.text('symbol') !== undefined) return premiumRow(params.listing(), now);
    return listedAt(pairs, now)
      .filter(({ trading }) => trading.firstTime <= now)
      .map((contract) => premiumRow(contract, now));
  },
};

export const writeUnits = (units: number): string => formatUnits(units, PRICE_DECIMALS);

/** Everything that a contract's price and funding stand at, looked at each second. */
export function premiumRow(contract: Contract, now: number) {
  const time = wholeSecond(now);
  const instant = instantOf(contract, time);
  const isLive = isTraded(contract, now);
  const next = isLive ? nextFunding(contract, time) : undefined;
  const index = contract.index.priceAt(instant) ?? 0;
  return {
    symbol: contract.spec.symbol,
    markPrice: writeUnits(isLive ? (contract.mark.priceAt(instant) ?? 0) : index),
    indexPrice: writeUnits(index),
    estimatedSettlePrice: writeUnits(isLive ? settlePriceAt(contract, instant) : 0),
    lastFundingRate: writeUnits(next === undefined ? 0 : fundingRateAt(contract, time)),
    interestRate: writeUnits(next === undefined ? 0 : interestOf(contract)),
    nextFundingTime: next ?? 0,
    time,
  };
}

/** The mean index of the last 30 whole minutes, in units of 10^-8. */
export function settlePriceAt({ index }: Contract, time: number): number {
  const minute = Math.floor(time / MINUTE) * MINUTE;
  let sum = 0;
  for (let back = 0; back < SETTLE_MINUTES; back += 1) sum += index.atMinute(minute - back * MINUTE) ?? 0;
  return Math.round(sum / SETTLE_MINUTES);
}
