import type { Config } from '../config/config.ts';
import { enabledCollectors, isEnabled } from '../config/enabledCollectors.ts';
import { type Collector, collectors, feeds } from '../config/feeds.js';
import { PAIR_CODE } from '../config/pairCode.ts';
import { ApiError } from './apiError.ts';

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

const collectorsByType = new Map(collectors.map((collector) => [String(collector.type), collector]));

/** Longest part of a caller's own text that an answer repeats. */
const LONGEST_QUOTE = 60;

/** Most values an answer lists as accepted. */
const LONGEST_LIST = 100;

const accepted = {
  pageSize: `a whole number from 1 to ${MAX_PAGE}`,
  code: 'one pair: 2 to 40 letters or digits (also ".", "_", "-" after the first), in any case',
  before: `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, as in the "next" of an answer`,
  type: collectors.map(({ type }) => type),
};

type ParameterName = keyof typeof accepted;

/**
 * The query of a request for data. Unknown parameters are ignored.
 *
 * @param url path and query as received
 * @throws ApiError naming the parameter and what is accepted
 */
export function parseQuery(url: string, config: Config): Query {
  const start = url.indexOf('?');
  // Never throws, unlike decodeURIComponent: what is not UTF-8 becomes U+FFFD, which no parameter accepts.
  const given = new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
  const collector = parseType(one(given, 'type') ?? missing('type'), config);
  const code = parseCode(one(given, 'code') ?? missing('code'), config);
  const page = wholeNumber('pageSize', one(given, 'pageSize') ?? '1', 1, MAX_PAGE);
  const beforeText = one(given, 'before');
  const before = beforeText === null ? null : wholeNumber('before', beforeText, 0, Number.MAX_SAFE_INTEGER);
  if (before !== null && feeds[collector.feed].shape !== 'series') {
    throw new ApiError('invalid-parameter', `type ${collector.type} is no series: it has no rows before others`, {
      parameter: 'before',
      accepted: 'nothing for this type: leave it out',
    });
  }
  return { collector, code, page, before };
}

function one(given: URLSearchParams, parameter: ParameterName): string | null {
  const [value = null, ...more] = given.getAll(parameter);
  if (more.length === 0) return value;
  throw new ApiError('repeated-parameter', `${parameter} is given ${more.length + 1} times`, {
    parameter,
    accepted: accepted[parameter],
  });
}

function missing(parameter: ParameterName): never {
  throw new ApiError('missing-parameter', `${parameter} is missing`, { parameter, accepted: accepted[parameter] });
}

function invalid(parameter: ParameterName, value: string): never {
  const quote = value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value;
  throw new ApiError('invalid-parameter', `${parameter} is ${value === '' ? 'empty' : JSON.stringify(quote)}`, {
    parameter,
    accepted: accepted[parameter],
  });
}

/** Digits only: Number() would also take "", " 1", "1e3" and "0x1". */
function wholeNumber(parameter: ParameterName, text: string, lowest: number, highest: number): number {
  const value = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return value >= lowest && value <= highest ? value : invalid(parameter, text);
}

function parseType(text: string, config: Config): Collector {
  const collector = collectorsByType.get(text) ?? invalid('type', text);
  if (isEnabled(config, collector)) return collector;
  throw new ApiError('feed-disabled', `type ${collector.type} is not collected`, {
    parameter: 'type',
    accepted: enabledCollectors(config).map(({ type }) => type),
  });
}

function parseCode(text: string, config: Config): string {
  const code = text.toLowerCase();
  if (config.pairs.includes(code)) return code;
  if (!PAIR_CODE.test(code)) invalid('code', text);
  throw new ApiError('pair-not-configured', `${code} is not collected`, {
    parameter: 'code',
    accepted: config.pairs.slice(0, LONGEST_LIST),
  });
}
