import type { Config } from '../../config/config.ts';
import type { Collector } from '../../markets/markets.js';
import type { Markets } from '../context/markets.ts';
import {
  codeParameter,
  optional,
  type Parameter,
  parametersOf,
  parseCode,
  parseMarket,
  required,
  wholeNumber,
} from '../http/parameters.ts';
import { ApiError } from '../http/problems/apiError.ts';
import { parseType } from './parseType.ts';

/** What a GetData request asks for. */
export interface Query {
  readonly collector: Collector;
  /** Lower case. */
  readonly code: string;
  /** From 1. With `before` only a label. */
  readonly page: number;
  /** Only rows with a score strictly below it. */
  readonly before: number | null;
}

export const MAX_PAGE = 1_000_000;

const pageParameter: Parameter = { name: 'pageSize', accepted: `a whole number from 1 to ${MAX_PAGE}` };
const beforeParameter: Parameter = {
  name: 'before',
  accepted: `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, as in the "next" of an answer`,
};

/**
 * The query of a request for data. Unknown parameters are ignored.
 *
 * @param url path and query as received
 * @throws ApiError naming the parameter and what is accepted
 */
export function parseQuery(url: string, config: Config, markets: Markets): Query {
  const given = parametersOf(url);
  const market = parseMarket(given, config, markets);
  const collector = parseType(given, config, markets, market);
  const code = parseCode(required(given, codeParameter), config, markets, market);
  const page = wholeNumber(pageParameter, optional(given, pageParameter) ?? '1', 1, MAX_PAGE);
  const beforeText = optional(given, beforeParameter);
  const before = beforeText === null ? null : wholeNumber(beforeParameter, beforeText, 0, Number.MAX_SAFE_INTEGER);
  if (before !== null && collector.row.shape !== 'series') {
    throw new ApiError('invalid-parameter', `type ${collector.type} is no series: it has no rows before others`, {
      parameter: 'before',
      accepted: 'nothing for this type: leave it out',
    });
  }
  return { collector, code, page, before };
}
