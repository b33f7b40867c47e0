import { PAIR_CODE } from '../../../markets/pairCode.ts';
import { isPositive, plainOf } from '../../../model/decimals.ts';
import type { LiveStreams } from '../../../model/liveStreams.ts';
import { intervalNamed } from '../intervalNamed.ts';
import { type Topic, topics } from '../socketTopics.ts';
import { quoted, type SocketFault } from './fault.ts';
import type { Followed } from './telling.ts';

/** What addresses are read against. */
export interface AddressRules {
  /** The exchange's names. */
  readonly exchanges: readonly string[];
  readonly live: LiveStreams;
  /** The exchange's name of a pair. */
  symbolOf(code: string): string;
  /** From which value on, in dollars, a trade is large if the address does not say it: a decimal without an exponent. */
  defaultThreshold(): string;
}

export const DEFAULT_INTERVAL = '1m';

/** A value in dollars, as an address may have it. */
const THRESHOLD = /^\d{1,15}(?:\.\d{1,8})?$/;
export const ACCEPTED_THRESHOLDS =
  'a number of dollars above 0, with at most 15 digits before the point and 8 behind it, and without an exponent';

interface Parts {
  readonly segments: readonly string[];
  readonly query: string;
}

/** What stands behind `/ws`; null: the address is none of these. */
function partsOf(url: string): Parts | null {
  const [path = '', query = ''] = url.split(/\?(.*)/s, 2);
  const [, first = '', ...segments] = path
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/$/, '')
    .split('/');
  return first.toLowerCase() === 'ws' ? { segments: segments.map(decoded), query } : null;
}

/** What is no UTF-8 names nothing, and is looked at as it is. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const topicNames = Object.keys(topics) as Topic[];

/**
 * Whether it is the address of a socket of the futures service: an exchange stands behind `/ws`, or what such a socket tells stands at the end.
 * Where a part has @ or !, it is a stream of the exchange, which is another kind of sockets.
 */
export function isFuturesAddress(url: string, exchanges: readonly string[]): boolean {
  const segments = partsOf(url)?.segments ?? [];
  if (segments.some((segment) => /[@!]/.test(segment))) return false;
  const [exchange = '', , topic = ''] = segments.map((segment) => segment.toLowerCase());
  return exchanges.includes(exchange) || (segments.length === 3 && topicNames.some((name) => name === topic));
}

/** Reads the address of such a socket. Paths and symbols may be in any case. */
export function readFuturesAddress(url: string, rules: AddressRules): Followed | SocketFault {
  const { segments = [], query = '' } = partsOf(url) ?? {};
  const [given = '', code = '', topicGiven = ''] = segments;
  const exchange = given.toLowerCase();
  if (!rules.exchanges.includes(exchange)) {
    const detail = `${quoted(given)} is none of the exchanges that /exchanges lists`;
    return { error: 'unknown-exchange', detail, parameter: 'exchange', accepted: rules.exchanges };
  }
  const topic = topicNames.find((name) => name === topicGiven.toLowerCase());
  if (topic === undefined || segments.length !== 3) {
    const detail = 'there is no such stream: an address is /ws/{exchange}/{symbol}/ and one of these';
    return { error: 'unknown-stream', detail, parameter: 'stream', accepted: topicNames.map(shown) };
  }
  if (!PAIR_CODE.test(code.toLowerCase())) {
    const detail = `${quoted(code)} is no symbol`;
    return { error: 'unknown-symbol', detail, parameter: 'symbol', accepted: 'a symbol that the exchange lists' };
  }
  const subject = { exchange, symbol: rules.symbolOf(code.toLowerCase()) };
  const parameters = parametersIn(query, topic);
  if ('error' in parameters) return parameters;
  switch (topic) {
    case 'ohlc':
      return ohlcOf(subject, parameters.value ?? DEFAULT_INTERVAL, rules.live);
    case 'liquidations':
      return { ...subject, topic };
    case 'large_trades':
      return largeTradesOf(subject, parameters.value, rules.defaultThreshold);
  }
}

/** `ohlc?interval=…` */
const shown = (topic: Topic): string => [topic, ...topics[topic].query.map((name) => `${name}=…`)].join('?');

/** The value of the topic's parameter, of which none has more than one. */
function parametersIn(query: string, topic: Topic): { readonly value: string | null } | SocketFault {
  const given = [...new URLSearchParams(query)];
  const accepted: readonly string[] = topics[topic].query;
  const other = given.find(([name]) => !accepted.includes(name));
  if (other !== undefined) {
    const detail = `${quoted(other[0])} is no parameter of ${topic}`;
    const there = accepted.length === 0 ? 'nothing: it has no parameters' : accepted;
    return { error: 'invalid-parameter', detail, parameter: other[0].slice(0, 60), accepted: there };
  }
  const [first, second] = given;
  if (second === undefined) return { value: first?.[1] ?? null };
  const [name] = second;
  return { error: 'invalid-parameter', detail: `${name} stands there more than once`, parameter: name };
}

function ohlcOf(
  subject: Pick<Followed, 'exchange' | 'symbol'>,
  text: string,
  live: LiveStreams,
): Followed | SocketFault {
  const interval = intervalNamed(text, live.intervals);
  if (interval !== undefined) return { ...subject, topic: 'ohlc', interval };
  const detail = `interval is ${quoted(text)}, and m is a minute, M a month`;
  return { error: 'invalid-parameter', detail, parameter: 'interval', accepted: live.intervals };
}

function largeTradesOf(
  subject: Pick<Followed, 'exchange' | 'symbol'>,
  text: string | null,
  defaultThreshold: () => string,
): Followed | SocketFault {
  if (text !== null && !(THRESHOLD.test(text) && isPositive(text))) {
    const detail = `threshold is ${quoted(text)}`;
    return { error: 'invalid-parameter', detail, parameter: 'threshold', accepted: ACCEPTED_THRESHOLDS };
  }
  return { ...subject, topic: 'large_trades', threshold: plainOf(text ?? defaultThreshold()) };
}

/** Why values of the symbol's trades cannot be held against a threshold; null: they can, or need not be. To be asked of a symbol that there is. */
export function faultOfCoin({ topic, symbol }: Followed, live: LiveStreams): SocketFault | null {
  if (topic !== 'large_trades' || live.isInDollars(symbol)) return null;
  const detail = `${symbol} is not quoted in a coin that is worth a dollar, and the threshold is in dollars: large trades are told of pairs quoted in one of these`;
  return { error: 'not-in-dollars', detail, parameter: 'symbol', accepted: live.dollarCoins };
}
