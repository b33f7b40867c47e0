import { ApiError, apiErrors } from '../../apiError.ts';
import { instantOf } from '../../endpoints/endpoint.ts';
import { DAY, MINUTE } from '../../trading/calendar.ts';
import { writePrice } from '../../written.ts';
import { closeBefore } from '../contracts/closeBefore.ts';
import type { Contract, Contracts } from '../contracts/contract.ts';
import { contractTypeAt } from '../contracts/contract.ts';
import { PRICE_DECIMALS } from '../contracts/priceHistory.ts';
import { writeUnits } from './premiumIndex.ts';
import { periodTimes } from './statistics.ts';
import { readPair, type UsdmEndpoint } from './usdmEndpoint.ts';

const TYPES = ['PERPETUAL', 'CURRENT_QUARTER', 'NEXT_QUARTER'] as const;
type BasisType = (typeof TYPES)[number];

/** `/futures/data/basis`: what a pair's contract of a type is dearer than the index by. Four decimals of a ratio; only dated ones have a yearly one. */
export const basis: UsdmEndpoint = {
  parameters: ['pair', 'contractType', 'period', 'limit', 'startTime', 'endTime'],
  answer(call) {
    const perpetual = readPair(call);
    const text = call.params.text('contractType');
    if (text === undefined) throw apiErrors.missing('contractType');
    const type = TYPES.find((known) => known === text);
    if (type === undefined) throw new ApiError(-1119, 'Invalid contractType.');
    const instant = instantOf(perpetual, call.now);
    return periodTimes(call, () => instant).flatMap((time) => {
      const contract = contractOf(call.pairs, perpetual.contract.pair, type, time);
      const [price, index] = [contract && lastPriceBefore(contract, time), perpetual.index.atMinute(time)];
      return contract === undefined || price === undefined || index === undefined
        ? []
        : [rowOf(contract, type, time, price, index)];
    });
  },
};

/** The contract of a pair that was of this type at an instant. */
const contractOf = (contracts: Contracts, pair: string, type: BasisType, time: number): Contract | undefined =>
  [...contracts.values()].find(
    ({ contract, trading }) =>
      contract.pair === pair &&
      contractTypeAt(contract, time) === type &&
      trading.firstTime <= time &&
      time < (contract.endsAt ?? Number.POSITIVE_INFINITY),
  );

/** As it was at the beginning of the period. */
const lastPriceBefore = ({ history, trading }: Contract, time: number): number | undefined =>
  closeBefore(history, time) ?? trading.lastOrder(time)?.price;

function rowOf({ contract, trading }: Contract, contractType: BasisType, time: number, price: number, index: number) {
  const units = price * 10 ** (PRICE_DECIMALS - trading.scale.priceDecimals);
  const rate = (units - index) / index;
  const days = ((contract.endsAt ?? time) - time) / DAY;
  return {
    indexPrice: writeUnits(index),
    contractType,
    basisRate: rate.toFixed(4),
    futuresPrice: writePrice(trading.scale, price),
    annualizedBasisRate: contractType === 'PERPETUAL' || days < MINUTE / DAY ? '' : ((rate * 365) / days).toFixed(4),
    basis: writeUnits(units - index),
    pair: contract.pair,
    timestamp: time,
  };
}
