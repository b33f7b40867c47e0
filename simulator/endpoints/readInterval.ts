import { apiErrors } from '../apiError.ts';
import { type Interval, intervals } from '../intervals.ts';
import type { Params } from '../params.ts';

/** The interval that a request asks for. @param known by Binance's names @throws ApiError */
export function readInterval(params: Pick<Params, 'text'>, known = intervals): Interval {
  const name = params.text('interval');
  if (name === undefined) throw apiErrors.missing('interval');
  const interval = known.get(name);
  if (interval === undefined) throw apiErrors.badInterval();
  return interval;
}
