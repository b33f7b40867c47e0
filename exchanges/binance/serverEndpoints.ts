import { always, type Endpoint } from '../../model/endpoint.ts';
import { milliseconds, object } from './fields.ts';

/** What all of Binance's REST APIs answer of themselves, at paths of their own. */

/** `{}` */
export const pingAt = (path: string): Endpoint<object> => ({
  path,
  params: {},
  weight: always(1),
  answers: 'object',
  row: { type: 'object' },
});

/** `{"serverTime":1790000000000}` */
export const timeAt = (path: string): Endpoint<{ readonly serverTime: number }> => ({
  path,
  params: {},
  weight: always(1),
  isMomentary: true,
  answers: 'object',
  row: object({ serverTime: milliseconds }),
});
