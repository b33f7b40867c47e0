import { apiErrors } from '../apiError.ts';
import { type Interval, intervals } from '../intervals.ts';
import type { Params } from '../params.ts';

/** The interval that a request asks for. @throws ApiError */
export function readInterval(params: Pick<Params, 'text'>): Interval {
  const name = params.text('interval');
  if (name === undefined) throw apiErrors.missing('interval');
  const interval = intervals.get(name);
  if (interval === undefined) throw apiErrors.badInterval();
  return interval;
}
