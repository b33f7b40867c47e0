import type { Config } from '../../config/config.ts';
import { isEnabled } from '../../config/enabledCollectors.ts';
import type { Collector } from '../../markets/markets.js';
import { type GapState, gapStates, MOST_GAPS } from '../../store/gaps.ts';
import {
  codeParameter,
  disabled,
  invalid,
  optional,
  type Parameter,
  parametersOf,
  parseCode,
  wholeNumber,
} from '../http/parameters.ts';
import { seriesCollectors } from './seriesCollectors.ts';

/** What a request for gaps asks for. */
export interface GapsQuery {
  /** Enabled collectors whose ledgers are asked for. */
  readonly collectors: readonly Collector[];
  /** Lower case; null: all pairs. */
  readonly code: string | null;
  /** Null: all states. */
  readonly state: GapState | null;
  /** Most gaps in the answer. */
  readonly limit: number;
}

export const MAX_LIMIT = MOST_GAPS;
export const DEFAULT_LIMIT = 100;

/** What `feed` may be: a feed's name is all of its collectors, an interval one of them. */
export const gapFeeds = [...new Set(seriesCollectors.flatMap(({ feed, type }) => [feed, type]))];

const feedParameter: Parameter = { name: 'feed', accepted: gapFeeds };
const stateParameter: Parameter = { name: 'state', accepted: gapStates };
const limitParameter: Parameter = { name: 'limit', accepted: `a whole number from 1 to ${MAX_LIMIT}` };

/**
 * The query of a request for gaps; every parameter may be left out. Unknown parameters are ignored.
 *
 * @param url path and query as received
 * @throws ApiError naming the parameter and what is accepted
 */
export function parseGapsQuery(url: string, config: Config): GapsQuery {
  const given = parametersOf(url);
  const collectors = parseFeed(optional(given, feedParameter), config);
  const code = optional(given, codeParameter);
  return {
    collectors,
    code: code === null ? null : parseCode(code, config),
    state: parseState(optional(given, stateParameter)),
    limit: wholeNumber(limitParameter, optional(given, limitParameter) ?? String(DEFAULT_LIMIT), 1, MAX_LIMIT),
  };
}

function parseFeed(text: string | null, config: Config): Collector[] {
  const enabled = seriesCollectors.filter((collector) => isEnabled(config, collector));
  if (text === null) return enabled;
  const isAsked = ({ feed, type }: Collector) => text === feed || text === String(type);
  if (!seriesCollectors.some(isAsked)) invalid(feedParameter, text);
  const asked = enabled.filter(isAsked);
  return asked.length > 0 ? asked : disabled(feedParameter, text, enabled);
}

function parseState(text: string | null): GapState | null {
  if (text === null) return null;
  return gapStates.find((state) => state === text) ?? invalid(stateParameter, text);
}
