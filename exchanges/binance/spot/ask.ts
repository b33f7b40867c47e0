import { type Params, requestOf } from '../../../model/endpoint.ts';
import type { ExchangeRequest } from '../../../model/exchangeRequest.ts';
import { endpoints } from './endpoints.ts';

/** The request for an endpoint of this market. @throws RangeError for parameters that the exchange would refuse */
export const ask = (name: keyof typeof endpoints, params: Params): ExchangeRequest =>
  requestOf(endpoints[name], params);
