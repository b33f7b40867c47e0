import { apiErrors } from '../apiError.ts';
import type { Params } from '../params.ts';
import { HOUR, MINUTE } from '../trading/calendar.ts';

const FORM = /^([+-]?)(\d{1,2})(?::([0-5]\d))?$/;
const [MOST_BEHIND, MOST_AHEAD] = [-12 * HOUR, 14 * HOUR];

/** How far the clock of `timeZone` (`8`, `-1:00`, `05:45`) is ahead of UTC, ms; from -12:00 to +14:00. @throws ApiError */
export function readTimeZone(params: Pick<Params, 'text'>): number {
  const [whole, sign, hours = '', minutes = '0'] = FORM.exec(params.text('timeZone') ?? '0') ?? [];
  if (whole === undefined) throw apiErrors.badValue('timeZone');
  const ahead = (Number(hours) * HOUR + Number(minutes) * MINUTE) * (sign === '-' ? -1 : 1);
  if (ahead < MOST_BEHIND || ahead > MOST_AHEAD) throw apiErrors.badValue('timeZone');
  return ahead;
}
