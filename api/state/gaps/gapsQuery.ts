import type { Config } from '../../../config/config.ts';
import type { Collector, Market } from '../../../markets/markets.js';
import { type GapState, gapStates, MOST_GAPS } from '../../../store/values/gaps.ts';
import { enabledOf, type Markets, seriesOf } from '../../context/markets.ts';
import {
  codeParameter,
  disabled,
  invalid,
  optional,
  type Parameter,
  parametersOf,
  parseCode,
  parseMarket,
  typesOf,
  wholeNumber,
} from '../../http/parameters.ts';

/** What a request for gaps asks for. */
export interface GapsQuery {
  readonly market: Market;
  /** Enabled collectors whose ledgers are asked for. */
  readonly collectors: readonly Collector[];
  /** In lower case; null means all pairs. */
  readonly code: string | null;
  /** Null means all states. */
  readonly state: GapState | null;
  /** Most gaps in the answer. */
  readonly limit: number;
}

export const MAX_LIMIT = MOST_GAPS;
export const DEFAULT_LIMIT = 100;

/** The values that `feed` accepts. A feed's name stands for all of its collectors, an interval for one of them. */
export const gapFeedsOf = (series: readonly Collector[]) => [
  ...new Set(series.flatMap(({ feed, type }) => [feed, type])),
];

const stateParameter: Parameter = { name: 'state', accepted: gapStates };
const limitParameter: Parameter = { name: 'limit', accepted: `a whole number from 1 to ${MAX_LIMIT}` };

/**
 * Reads the query of a request for gaps. Every parameter is optional. Unknown parameters are ignored.
 *
 * @param url path and query as received
 * @throws ApiError naming the parameter and what is accepted
 */
export function parseGapsQuery(url: string, config: Config, markets: Markets): GapsQuery {
  const given = parametersOf(url);
  const market = parseMarket(given, config, markets);
  const collectors = parseFeed(given, config, markets, market);
  const code = optional(given, codeParameter);
  return {
    market,
    collectors,
    code: code === null ? null : parseCode(code, config, markets, market),
    state: parseState(optional(given, stateParameter)),
    limit: wholeNumber(limitParameter, optional(given, limitParameter) ?? String(DEFAULT_LIMIT), 1, MAX_LIMIT),
  };
}

function parseFeed(given: URLSearchParams, config: Config, markets: Markets, market: Market): readonly Collector[] {
  const series = seriesOf(markets.collectorsOf(market));
  const enabled = enabledOf(markets, config, series);
  const parameter = { name: 'feed', accepted: gapFeedsOf(series) };
  const text = optional(given, parameter);
  if (text === null) return enabled;
  const isAsked = ({ feed, type }: Collector) => text === feed || text === String(type);
  if (!series.some(isAsked)) invalid(parameter, text);
  const asked = enabled.filter(isAsked);
  return asked.length > 0 ? asked : disabled(parameter, text, typesOf(enabled));
}

function parseState(text: string | null): GapState | null {
  if (text === null) return null;
  return gapStates.find((state) => state === text) ?? invalid(stateParameter, text);
}
