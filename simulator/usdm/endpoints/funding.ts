import { listedAt } from '../../endpoints/endpoint.ts';
import { type Contract, isTraded } from '../contracts/contract.ts';
import { type Funding, fundingHoursAt, fundingRateAt, fundingsBetween } from '../contracts/funding.ts';
import { writeUnits } from './premiumIndex.ts';
import { readLimit, readSpan, type UsdmEndpoint } from './usdmEndpoint.ts';

/** Fundings before this time have no mark price. */
const FIRST_MARK_PRICE = Date.UTC(2023, 9, 31, 16);
/** Of COIN-M, whose rows are listed among ours: perpetuals and what their rates are limited to. */
const COIN_M: readonly (readonly [string, string])[] = [
  ['BTCUSD_PERP', '0.00300'],
  ['ETHUSD_PERP', '0.00300'],
  ['AVAXUSD_PERP', '0.01875'],
];

/** `/fapi/v1/fundingRate`: what was paid, of one contract or of all. */
export const fundingRate: UsdmEndpoint = {
  parameters: ['symbol', 'startTime', 'endTime', 'limit'],
  answer({ params, pairs, now }) {
    const asked = params.text('symbol') === undefined ? listedAt(pairs, now) : [params.listing()];
    const { from, to } = readSpan(params);
    const limit = readLimit(params, 100, 1000);
    const which = from === undefined ? 'newest' : 'oldest';
    const found = asked.flatMap((contract) =>
      fundingsBetween(contract, from ?? 0, Math.min(to ?? now, now), limit, which),
    );
    found.sort((left, right) => left.time - right.time);
    return (which === 'oldest' ? found.slice(0, limit) : found.slice(-limit)).map(fundingRow);
  },
};

function fundingRow({ contract, dueAt, time }: Funding) {
  const mark = time < FIRST_MARK_PRICE ? undefined : contract.mark.atMinute(dueAt);
  return {
    symbol: contract.spec.symbol,
    fundingTime: time,
    fundingRate: writeUnits(fundingRateAt(contract, dueAt)),
    markPrice: mark === undefined ? '' : writeUnits(mark),
    rateType: 'Regular',
  };
}

/** `/fapi/v1/fundingInfo`: only contracts whose limits or intervals were changed; COIN-M's are among them. */
export const fundingInfo: UsdmEndpoint = {
  parameters: [],
  answer: ({ pairs, now }) => [
    ...listedAt(pairs, now).flatMap((contract) => infoRow(contract, now)),
    ...COIN_M.map(([symbol, cap]) => rowOf(symbol, cap, 8, true, null)),
  ],
};

function infoRow(contract: Contract, now: number) {
  const { fundingCap, funding, onboardAt, symbol } = contract.contract;
  const hours = fundingHoursAt(contract, now);
  if (fundingCap === undefined || hours === undefined || !isTraded(contract, now)) return [];
  const changed = funding.findLast(({ from }) => from > 0 && from <= now)?.from;
  const isUsual = hours === 8 && changed === undefined;
  return [rowOf(symbol, fundingCap, hours, isUsual, isUsual ? null : (changed ?? onboardAt))];
}

const rowOf = (symbol: string, cap: string, hours: number, disclaimer: boolean, updateTime: number | null) => ({
  symbol,
  adjustedFundingRateCap: cap,
  adjustedFundingRateFloor: `-${cap}`,
  fundingIntervalHours: hours,
  disclaimer,
  updateTime,
});
