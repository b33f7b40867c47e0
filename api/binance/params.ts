import type { Market } from '../../markets/markets.js';
import type { Parameter, Params } from '../../model/endpoint.ts';
import { type DialectError, refused } from './dialectError.ts';
import { optional, readList } from './names.ts';
import type { Route } from './routes.ts';
import type { Sent } from './sent.ts';

const NUMBER_RANGE = '^[0-9]{1,20}$';

/** Times from here on can only be microseconds: as milliseconds they lie beyond the year 5000. */
const FIRST_MICROSECONDS = 1e14;

const HOUR_MS = 3_600_000;

/** Of a value that is none of those accepted, by the parameter's name. */
const badChoices: Readonly<Record<string, () => DialectError>> = {
  interval: refused.badInterval,
  contractType: refused.badContractType,
  symbolStatus: refused.badSymbolStatus,
  type: refused.badTickerType,
};

/**
 * The values of a request's parameters, in the endpoint's order and with its types, whatever way they were sent in: who asks the same gets the
 * same.
 *
 * @throws DialectError
 */
export function readParams(route: Route, sent: Sent): Params {
  const { market, endpoint } = route;
  const params: Record<string, string | number> = {};
  for (const [name, parameter] of Object.entries(endpoint.params)) {
    const value = optional(sent, name);
    if (value !== undefined) params[name] = readValue(market, name, parameter, value);
    else if (parameter.required) throw refused.missing(name);
  }
  checkTogether(route, params);
  return params;
}

function readValue(market: Market, name: string, parameter: Parameter, value: string): string | number {
  switch (parameter.kind) {
    case 'time':
      return timeOf(name, value);
    case 'integer':
      return integerOf(market, name, parameter, value);
    case 'choice':
      return choiceOf(name, parameter, value);
    case 'symbols':
      checkCount(parameter, value);
      return value;
    case 'text':
      if (!parameter.pattern.test(value)) throw refused.badValue(name);
      return value;
    default:
      return value;
  }
}

function wholeOf(name: string, value: string): number {
  if (!/^\d{1,20}$/.test(value)) throw refused.illegalCharacters(name, NUMBER_RANGE);
  // What is larger lies beyond everything there is, as the largest does.
  return Math.min(Number(value), Number.MAX_SAFE_INTEGER);
}

function timeOf(name: string, value: string): number {
  const time = wholeOf(name, value);
  return time >= FIRST_MICROSECONDS ? Math.floor(time / 1000) : time;
}

/** Spot answers as many rows as it answers at most, futures refuse to be asked for more. */
function integerOf(market: Market, name: string, { least, most }: { least: number; most: number }, value: string) {
  const number = wholeOf(name, value);
  if (number < least || (market === 'usdm' && number > most)) throw refused.badValue(name);
  return Math.min(number, most);
}

function choiceOf(name: string, { accepted }: { accepted: readonly (string | number)[] }, value: string) {
  if (typeof accepted[0] === 'number') {
    const number = wholeOf(name, value);
    if (!accepted.includes(number)) throw refused.badDepthLimit(number);
    return number;
  }
  const found = accepted.find((one) => one === value) ?? accepted.find((one) => isYesOrNo(one, value));
  if (found === undefined) throw badChoices[name]?.() ?? refused.badValue(name);
  return found;
}

/** @throws DialectError for more symbols than it answers of at once */
function checkCount({ most = Number.POSITIVE_INFINITY }: { most?: number }, value: string): void {
  const count = readList(value).length;
  if (count > most) throw refused.tooManySymbols(most, count);
}

/** The exchange takes `TRUE` for `true`; of nothing else it takes another case. */
const isYesOrNo = (one: string | number, value: string): boolean =>
  (one === 'true' || one === 'false') && one === value.toLowerCase();

/** @throws DialectError for values that are right, but not together */
function checkTogether({ market, endpoint }: Route, params: Params): void {
  const { startTime, endTime, fromId, symbol, symbols, permissions, symbolStatus } = params;
  const isAboutSome = (symbol ?? symbols) !== undefined;
  // Only exchangeInfo has both.
  const selects = Object.hasOwn(endpoint.params, 'permissions') && (permissions ?? symbolStatus) !== undefined;
  if (isAboutSome && selects) throw refused.badCombination();
  if (fromId !== undefined && (startTime ?? endTime) !== undefined) throw refused.badCombination();
  if (market !== 'usdm' || startTime === undefined || endTime === undefined) return;
  if (startTime > endTime) throw refused.startAfterEnd();
  // The documents say less than an hour; clients ask for just an hour, and are answered.
  const isOfTrades = Object.hasOwn(endpoint.params, 'fromId');
  if (isOfTrades && Number(endTime) - Number(startTime) > HOUR_MS) throw refused.tooLongSpan();
}
