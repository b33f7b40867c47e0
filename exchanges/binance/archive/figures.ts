import { InvalidPayload } from '../../../model/invalidPayload.ts';
import { countIn, dateIn, timeIn } from './fields.ts';
import type { FilesOfType } from './files.ts';

interface ArchivedFunding {
  readonly symbol: string;
  readonly fundingTime: number;
  readonly fundingRate: string;
  readonly intervalHours: number;
}

/** Of funding as it was paid. It lacks the mark price, and limits. `1706745600000,8,0.00050000` */
export const fundingFiles = (symbol: string): FilesOfType => ({
  columns: [['calc_time'], ['funding_interval_hours'], ['last_funding_rate']],
  optionalColumns: 0,
  rowOf([time = '', hours = '', fundingRate = '']): ArchivedFunding {
    const intervalHours = countIn(hours);
    if (intervalHours < 1 || intervalHours > 24)
      throw new InvalidPayload(`funding is never paid each ${intervalHours} hours`);
    return { symbol, fundingTime: timeIn(time), fundingRate, intervalHours };
  },
  timeOf: (row) => (row as ArchivedFunding).fundingTime,
  // Time, rate, mark price, hours since the payment before, cap, floor.
  toRows: (rows) =>
    rows.map(({ row }) => {
      const { fundingTime, fundingRate, intervalHours } = row as ArchivedFunding;
      const fields = [fundingTime, fundingRate, null, intervalHours, null, null];
      return { score: fundingTime, member: JSON.stringify(fields) };
    }),
});

/** Of figures of each five minutes, open interest among them. `2024-01-01 00:05:00,BTCUSDT,73839.811,3133154733.1613,1.26,1.26,1.5,2.8` */
export const metricsFiles = (symbol: string): FilesOfType => ({
  columns: [
    ['create_time'],
    ['symbol'],
    ['sum_open_interest'],
    ['sum_open_interest_value'],
    ['count_toptrader_long_short_ratio'],
    ['sum_toptrader_long_short_ratio'],
    ['count_long_short_ratio'],
    ['sum_taker_long_short_vol_ratio'],
  ],
  optionalColumns: 0,
  rowOf([time = '', pair = '', sumOpenInterest, sumOpenInterestValue]) {
    if (pair !== symbol) throw new InvalidPayload(`it is of another pair, ${pair.slice(0, 40)}`);
    return { symbol, sumOpenInterest, sumOpenInterestValue, timestamp: dateIn(time) };
  },
  timeOf: (row) => (row as { readonly timestamp: number }).timestamp,
  isEndIncluded: true,
});
