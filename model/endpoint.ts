import type { ExchangeRequest } from './exchangeRequest.ts';

/**
 * What a parameter may be. `required`: without it there is no answer.
 *
 * - `symbol`   the exchange's name of what is traded; `pair`: what a contract is of
 * - `symbols`  several names with a comma between two, in the exchange's way of writing a list; not more than `most`
 * - `time`     ms
 * - `text`     what the pattern accepts
 */
export type Parameter = { readonly required?: true } & (
  | { readonly kind: 'symbol' | 'pair' }
  | { readonly kind: 'symbols'; readonly most?: number }
  | { readonly kind: 'time' }
  | { readonly kind: 'text'; readonly pattern: RegExp }
  | { readonly kind: 'choice'; readonly accepted: readonly (string | number)[]; readonly default?: string | number }
  | { readonly kind: 'integer'; readonly least: number; readonly most: number; readonly default?: number }
);

export type Params = Readonly<Record<string, string | number>>;

/**
 * One address of the exchange's REST API. `Raw` is the type of a row that fits its schema.
 *
 * - `params`   by name; the exchange refuses others
 * - `needsOne` of these names one is required; two of `symbol` and `symbols` are refused wherever an endpoint has both
 * - `weight`   of a request with these parameters, in the limit that it belongs to
 * - `pool`     that limit, one of the market's `pools` (markets/); absent: the market's own
 * - `answers`  a single object, a list of rows, or either: an object where one symbol was asked for, else the list of all
 * - `row`      ajv schema of the object, or of each row
 * - `shortRow` that of the short form, where a parameter asks for it
 * - `isMomentary` an answer is of its moment, and told to nobody who asks later
 * - `isTooLong` an answer to these parameters is so long that it is handed to nobody while he waits: it is answered from what is stored, or not
 * - `candlesIn` an answer's candles; null: it has none. What has closed changes no more
 */
export interface Endpoint<Raw = unknown> {
  readonly path: string;
  readonly params: Readonly<Record<string, Parameter>>;
  readonly needsOne?: readonly string[];
  readonly weight: (params: Params) => number;
  readonly pool?: string;
  readonly needsKey?: true;
  readonly answers: 'object' | 'list' | 'object or list';
  readonly row: object;
  readonly shortRow?: object;
  readonly isMomentary?: true;
  readonly isTooLong?: (params: Params) => boolean;
  readonly candlesIn?: (body: string) => CandlesIn | null;
  /** Never there: it ties the type to the schema. */
  readonly raw?: Raw;
}

/** What of an answer with candles says how long it is right. */
export interface CandlesIn {
  readonly rows: number;
  /** When the last one opens and closes, ms; it is over a millisecond later. */
  readonly opensAt: number;
  readonly closesAt: number;
}

/** The request for an endpoint. @throws RangeError for parameters that the exchange would refuse: a fault of who asks */
export function requestOf(endpoint: Endpoint, params: Params): ExchangeRequest {
  const fault = faultOf(endpoint, params);
  if (fault !== null) throw new RangeError(`${endpoint.path}: ${fault}`);
  const { path, weight, pool, needsKey } = endpoint;
  return {
    path,
    params,
    weight: weight(params),
    ...(pool !== undefined && { pool }),
    ...(needsKey !== undefined && { needsKey }),
  };
}

/** What is wrong with parameters; null: nothing. */
function faultOf({ params: known, needsOne = [] }: Endpoint, given: Params): string | null {
  if (needsOne.length > 0 && !needsOne.some((name) => given[name] !== undefined)) {
    return `one of ${needsOne.join(', ')} is missing`;
  }
  if (given.symbol !== undefined && given.symbols !== undefined) return 'it has symbol and symbols';
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) return `it has no parameter ${unknown}, only ${Object.keys(known).join(', ') || 'none'}`;
  for (const [name, parameter] of Object.entries(known)) {
    const value = given[name];
    if (value === undefined && parameter.required) return `${name} is missing`;
    if (value !== undefined && !isAccepted(parameter, value)) return `${name} is ${value}, not ${describe(parameter)}`;
  }
  return null;
}

const ANY_TIME = { least: 0, most: Number.MAX_SAFE_INTEGER };

const isWhole = (value: string | number, { least, most }: typeof ANY_TIME): boolean =>
  Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;

function isAccepted(parameter: Parameter, value: string | number): boolean {
  if (parameter.kind === 'choice') return parameter.accepted.includes(value);
  if (parameter.kind === 'time') return isWhole(value, ANY_TIME);
  if (parameter.kind === 'text') return parameter.pattern.test(String(value));
  if (parameter.kind === 'integer') return isWhole(value, parameter);
  if (typeof value !== 'string' || value === '') return false;
  return parameter.kind !== 'symbols' || value.split(',').length <= (parameter.most ?? Number.POSITIVE_INFINITY);
}

function describe(parameter: Parameter): string {
  if (parameter.kind === 'choice') return `one of ${parameter.accepted.join(', ')}`;
  if (parameter.kind === 'integer') return `an integer from ${parameter.least} to ${parameter.most}`;
  if (parameter.kind === 'text') return `text like ${parameter.pattern.source}`;
  if (parameter.kind === 'symbols' && parameter.most !== undefined) return `at most ${parameter.most} symbols`;
  return parameter.kind === 'time' ? 'a time in ms' : `a ${parameter.kind}`;
}

/** Parameters that many endpoints have. */
export const symbols = { kind: 'symbols' } as const;
export const symbol = { kind: 'symbol' } as const;
export const requiredSymbol = { kind: 'symbol', required: true } as const;
export const requiredPair = { kind: 'pair', required: true } as const;

export const limit = (most: number, byDefault: number) =>
  ({ kind: 'integer', least: 1, most, default: byDefault }) as const;

/** Both ends are included. */
export const span = { startTime: { kind: 'time' }, endTime: { kind: 'time' } } as const;

/** A weight that no parameter changes. */
export const always = (weight: number) => () => weight;

/** One symbol is cheaper than all. */
export const oneOrAll =
  (one: number, all: number) =>
  ({ symbol: asked }: Params) =>
    asked === undefined ? all : one;
