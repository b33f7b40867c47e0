import { connectors } from '../../gateway/connectors.ts';
import { PAIR_CODE } from '../../markets/pairCode.ts';
import type { Markets } from '../context/markets.ts';
import { invalid, optional, type Parameter, parametersOf, wholeNumber } from '../http/parameters.ts';
import { ApiError } from '../http/problems/apiError.ts';
import { exchangeNames, FUTURES } from './exchanges.ts';
import { DEFAULT_PERIOD, DEFAULT_ROWS, type FuturesRoute, intervals, MOST_ROWS, periods } from './futuresRoutes.ts';
import { intervalNamed } from './intervalNamed.ts';
import type { Subject } from './normalRows.ts';
import { ACCEPTED_TIMES, readTime } from './readTime.ts';

/** A request to a route of the futures service, read and found right. */
export interface FuturesAsked {
  readonly about: Subject;
  /** Rows at most. */
  readonly limit: number;
  /** The first and the last time of a row, ms. */
  readonly start?: number;
  readonly end?: number;
}

/** The parts of a path that have names. */
export interface PathParts {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval?: string;
}

const symbolParameter: Parameter = {
  name: 'symbol',
  accepted: "the exchange's name of a contract in any case, such as BTCUSDT",
};
const limitParameter: Parameter = { name: 'limit', accepted: `a whole number from 1 to ${MOST_ROWS}` };
const periodParameter: Parameter = { name: 'period', accepted: periods };
const intervalParameter: Parameter = { name: 'interval', accepted: intervals };
const startParameter: Parameter = { name: 'start', accepted: ACCEPTED_TIMES };
const endParameter: Parameter = { name: 'end', accepted: ACCEPTED_TIMES };

/**
 * Reads a request. Its parts are taken in any case, but for `m` and `M`, which are minutes and months.
 *
 * @param url path and query as received @throws ApiError naming the part at fault and what is accepted
 */
export function readAsked(route: FuturesRoute, parts: PathParts, url: string, markets: Markets): FuturesAsked {
  const exchange = exchangeOf(parts.exchange, markets);
  const symbol = symbolOf(parts.symbol);
  const interval = parts.interval === undefined ? {} : { interval: choiceOf(intervalParameter, parts.interval) };
  const given = parametersOf(url);
  refuseOthers(given, route);
  const has = (name: FuturesRoute['query'][number]): boolean => route.query.includes(name);
  const period = has('period')
    ? { period: choiceOf(periodParameter, optional(given, periodParameter) ?? DEFAULT_PERIOD) }
    : {};
  const limit = wholeNumber(limitParameter, optional(given, limitParameter) ?? String(DEFAULT_ROWS), 1, MOST_ROWS);
  const [start, end] = [timeOf(given, startParameter), timeOf(given, endParameter)];
  if (start !== undefined && end !== undefined && start > end) {
    invalid(
      { name: 'start', accepted: 'a time that is not after end' },
      given.get('start') ?? '',
      `, which is after end`,
    );
  }
  return {
    about: { exchange, symbol, ...interval, ...period },
    limit,
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
  };
}

/** The exchange's name as it is listed. @throws ApiError `unknown-exchange` */
export function exchangeOf(text: string, markets: Markets): string {
  const accepted = exchangeNames(markets);
  const name = text.toLowerCase();
  if (accepted.includes(name)) return name;
  const quote = JSON.stringify(text.slice(0, 60));
  throw new ApiError('unknown-exchange', `${quote} is none of the exchanges that /exchanges lists`, {
    parameter: 'exchange',
    accepted,
  });
}

function symbolOf(text: string): string {
  const { symbolOf: nameOf } = connectors[FUTURES];
  return PAIR_CODE.test(text.toLowerCase()) ? nameOf(text.toLowerCase()) : invalid(symbolParameter, text);
}

function choiceOf(parameter: Parameter & { readonly accepted: unknown }, text: string): string {
  const found = intervalNamed(text, parameter.accepted as readonly string[]);
  return (
    found ??
    invalid(parameter, text, parameter.name === 'interval' && /M$/.test(text) ? ' (m is a minute, M a month)' : '')
  );
}

function timeOf(given: URLSearchParams, parameter: Parameter): number | undefined {
  const text = optional(given, parameter);
  return text === null ? undefined : (readTime(text) ?? invalid(parameter, text));
}

function refuseOthers(given: URLSearchParams, { query }: FuturesRoute): void {
  const accepted: readonly string[] = query;
  const other = [...given.keys()].find((name) => !accepted.includes(name));
  if (other === undefined) return;
  const name = other.slice(0, 60);
  throw new ApiError('invalid-parameter', `${JSON.stringify(name)} is no parameter of this path`, {
    parameter: name,
    accepted: accepted.length === 0 ? 'nothing: it has no parameters' : accepted,
  });
}
