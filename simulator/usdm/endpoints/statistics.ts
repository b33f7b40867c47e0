import { ApiError, apiErrors } from '../../apiError.ts';
import { formatUnits } from '../../decimals.ts';
import { instantOf } from '../../endpoints/endpoint.ts';
import { type Interval, intervals } from '../../intervals.ts';
import { DAY } from '../../trading/calendar.ts';
import { writeQuantity } from '../../written.ts';
import type { Contract } from '../contracts/contract.ts';
import { openInterestAt } from '../contracts/openInterest.ts';
import { PRICE_DECIMALS } from '../contracts/priceHistory.ts';
import { waveAt } from '../contracts/wave.ts';
import { readLimit, readSpan, type UsdmCall, type UsdmEndpoint } from './usdmEndpoint.ts';

const PERIODS = ['5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d'];
const KEPT = 30 * DAY;
const RANGE = ['period', 'limit', 'startTime', 'endTime'];

/** The times of the rows that a request asks for, oldest first, each a beginning of a period up to `now`, of the last 30 days. */
export function periodTimes({ params, now }: UsdmCall, last: (period: Interval) => number): number[] {
  const name = params.text('period');
  if (name === undefined) throw apiErrors.missing('period');
  const period = PERIODS.includes(name) ? intervals.get(name) : undefined;
  if (period === undefined) throw apiErrors.badValue('period');
  const { from, to } = readSpan(params);
  if (from !== undefined && from < now - KEPT) throw new ApiError(-1130, "parameter 'startTime' is invalid.");
  const limit = readLimit(params, 30, 500);
  const newest = period.open(Math.min(to ?? now, last(period)), 0);
  const times: number[] = [];
  if (from === undefined) {
    for (let time = newest; time >= now - KEPT && times.length < limit; time = period.previous(time)) times.push(time);
    return times.reverse();
  }
  const open = period.open(from, 0);
  for (let time = open < from ? period.next(open) : open; time <= newest && times.length < limit; ) {
    times.push(time);
    time = period.next(time);
  }
  return times;
}

/** A statistic of one contract, looked at when a period begins. */
const snapshots = (rowOf: (contract: Contract, time: number) => object): UsdmEndpoint => ({
  parameters: ['symbol', ...RANGE],
  answer(call) {
    const contract = call.params.listing();
    const instant = instantOf(contract, call.now);
    const times = periodTimes(call, () => instant).filter((time) => time >= contract.trading.firstTime);
    return times.map((timestamp) => ({ ...rowOf(contract, timestamp), timestamp }));
  },
});

/** `/fapi/v1/openInterest`. */
export const openInterest: UsdmEndpoint = {
  parameters: ['symbol'],
  answer({ params, now }) {
    const contract = params.listing();
    const time = Math.floor(instantOf(contract, now) / 1000) * 1000;
    const steps = time < contract.trading.firstTime ? 0 : openInterestAt(contract, time);
    return { openInterest: writeQuantity(contract.trading.scale, steps), symbol: contract.spec.symbol, time };
  },
};

/** `/futures/data/openInterestHist`. */
export const openInterestHist = snapshots((contract, time) => {
  const [steps, mark] = [openInterestAt(contract, time), contract.mark.atMinute(time) ?? 0];
  const { quantityDecimals } = contract.trading.scale;
  return {
    symbol: contract.spec.symbol,
    sumOpenInterest: formatUnits(steps, quantityDecimals),
    sumOpenInterestValue: formatUnits(BigInt(steps) * BigInt(mark), quantityDecimals + PRICE_DECIMALS),
    CMCCirculatingSupply: formatUnits(BigInt(steps) * 200n, quantityDecimals),
  };
});

const FOUR = 10_000;

/** How many of some accounts, or of their positions, are long: shares of one, with four decimals. */
const ratios = (salt: number, usual: number, swing: number): UsdmEndpoint =>
  snapshots(({ spec, pairSeed }, time) => {
    const long = Math.round(FOUR * (usual + swing * waveAt(pairSeed + salt, time)));
    const four = (parts: number): string => formatUnits(parts, 4, 4);
    const ratio = Math.round((long / (FOUR - long)) * FOUR);
    return {
      symbol: spec.symbol,
      longShortRatio: four(ratio),
      longAccount: four(long),
      shortAccount: four(FOUR - long),
    };
  });

/** `/futures/data/topLongShortPositionRatio`, `topLongShortAccountRatio` and `globalLongShortAccountRatio`. */
export const topPositions = ratios(1, 0.58, 0.12);
export const topAccounts = ratios(2, 0.62, 0.14);
export const allAccounts = ratios(3, 0.65, 0.16);

/** `/futures/data/takerlongshortRatio`: what takers bought and sold in the period that begins at `timestamp` and is over. */
export const takerVolume: UsdmEndpoint = {
  parameters: ['symbol', ...RANGE],
  answer(call) {
    const contract = call.params.listing();
    const { trading } = contract;
    const instant = instantOf(contract, call.now);
    const period = intervals.get(call.params.text('period') ?? '');
    return periodTimes(call, (interval) => interval.previous(interval.open(instant, 0))).flatMap((timestamp) => {
      const candle = period && trading.candle(period, timestamp, instant);
      if (candle === undefined) return [];
      const sold = candle.volume - candle.takerVolume;
      return [
        {
          buySellRatio: (sold === 0 ? 0 : candle.takerVolume / sold).toFixed(4),
          buyVol: formatUnits(candle.takerVolume, trading.scale.quantityDecimals, 4),
          sellVol: formatUnits(sold, trading.scale.quantityDecimals, 4),
          timestamp,
        },
      ];
    });
  },
};
