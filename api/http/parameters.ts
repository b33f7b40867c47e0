import type { Config } from '../../config/config.ts';
import { pairsPath } from '../../config/marketConfig.ts';
import { type Collector, DEFAULT_MARKET, type Market } from '../../markets/markets.js';
import { PAIR_CODE } from '../../markets/pairCode.ts';
import type { Markets } from '../context/markets.ts';
import { ApiError } from './problems/apiError.ts';

/** A request parameter: its name, and the values that callers are told it accepts. */
export interface Parameter {
  readonly name: string;
  readonly accepted: string | readonly (string | number)[];
}

/** At most so many characters of a caller's own text are repeated in an answer. */
const LONGEST_QUOTE = 60;

/** Most values an answer lists as accepted. */
const LONGEST_LIST = 100;

export const codeParameter: Parameter = {
  name: 'code',
  accepted: 'one pair: 2 to 40 letters or digits (also ".", "_", "-" after the first), in any case',
};

/** The parameters of a request. `url` is path and query as received. */
export function parametersOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  // URLSearchParams never throws, unlike decodeURIComponent. Bytes that are not UTF-8 become U+FFFD, which no parameter accepts.
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
}

/** The parameter's text, or null if it is not given. @throws ApiError `repeated-parameter` */
export function optional(given: URLSearchParams, { name, accepted }: Parameter): string | null {
  const [value = null, ...more] = given.getAll(name);
  if (more.length === 0) return value;
  throw new ApiError('repeated-parameter', `${name} is given ${more.length + 1} times`, { parameter: name, accepted });
}

/** @throws ApiError `missing-parameter`, `repeated-parameter` */
export function required(given: URLSearchParams, parameter: Parameter): string {
  const text = optional(given, parameter);
  if (text !== null) return text;
  const { name, accepted } = parameter;
  throw new ApiError('missing-parameter', `${name} is missing`, { parameter: name, accepted });
}

/** Never returns. @param more what else the caller is told @throws ApiError `invalid-parameter` */
export function invalid({ name, accepted }: Parameter, value: string, more = ''): never {
  const quote = value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value;
  throw new ApiError('invalid-parameter', `${name} is ${value === '' ? 'empty' : JSON.stringify(quote)}${more}`, {
    parameter: name,
    accepted,
  });
}

/** Digits only: Number() would also take "", " 1", "1e3" and "0x1". @throws ApiError `invalid-parameter` */
export function wholeNumber(parameter: Parameter, text: string, lowest: number, highest: number): number {
  const value = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return value >= lowest && value <= highest ? value : invalid(parameter, text);
}

/**
 * The market that a request asks about. It must be collected. A request that names none means the default market.
 *
 * @throws ApiError `repeated-parameter`, `invalid-parameter`, `market-not-configured`
 */
export function parseMarket(given: URLSearchParams, config: Config, markets: Markets): Market {
  const parameter = { name: 'market', accepted: markets.names };
  const text = optional(given, parameter) ?? DEFAULT_MARKET;
  const market = markets.names.find((name) => name === text) ?? invalid(parameter, text);
  const configured = markets.configured(config);
  if (configured.includes(market)) return market;
  const detail = `${market} is not collected: CONFIG.json has no ${pairsPath(market)}`;
  throw new ApiError('market-not-configured', detail, { parameter: parameter.name, accepted: configured });
}

/** @returns one of the market's pairs @throws ApiError `invalid-parameter`, `pair-not-configured` */
export function parseCode(text: string, config: Config, markets: Markets, market: Market): string {
  const code = text.toLowerCase();
  const pairs = markets.pairsOf(config, market);
  if (pairs.includes(code)) return code;
  if (!PAIR_CODE.test(code)) invalid(codeParameter, text);
  const others = markets.names.filter((other) => markets.pairsOf(config, other).includes(code));
  throw new ApiError('pair-not-configured', `${code} is not collected${inMarkets(market, others)}`, {
    parameter: codeParameter.name,
    accepted: pairs.slice(0, LONGEST_LIST),
  });
}

/** Says of what a market does not have which others do: callers mostly have forgotten to name one of them. */
export const inMarkets = (market: Market, others: readonly Market[]): string =>
  others.length === 0 ? '' : ` in ${market}, but in ${others.join(' and ')}: name it with market=${others[0]}`;

/** Never returns. @param enabled what a caller may ask for instead @throws ApiError `feed-disabled` */
export function disabled({ name }: Parameter, text: string, enabled: readonly (string | number)[]): never {
  throw new ApiError('feed-disabled', `${name} ${text} is not collected`, { parameter: name, accepted: enabled });
}

/** The types of collectors, each once. */
export const typesOf = (collectors: readonly Collector[]): (string | number)[] => [
  ...new Set(collectors.map(({ type }) => type)),
];
