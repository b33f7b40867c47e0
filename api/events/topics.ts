import type { Config } from '../../config/config.ts';
import { type Collector, DEFAULT_MARKET } from '../../markets/markets.js';
import { type Markets, namedMember } from '../context/markets.ts';
import { parseType } from '../getData/parseType.ts';
import {
  invalid,
  optional,
  type Parameter,
  parametersOf,
  parseCode,
  parseMarket,
  required,
} from '../http/parameters.ts';
import { ApiError } from '../http/problems/apiError.ts';

/** What a reader may follow. Its name is the same however it was written. */
export type Topic =
  /** How everything is. */
  | { readonly name: 'state'; readonly kind: 'state' }
  /** One feed of one pair. */
  | { readonly name: string; readonly kind: 'pair'; readonly collector: Collector; readonly code: string }
  /** One feed of latest values, of all configured pairs. */
  | { readonly name: string; readonly kind: 'all'; readonly collector: Collector };

/** Topics of one reader. */
export const MOST_TOPICS = 100;

/** Stands for all configured pairs. */
const ALL = '*';

export const topicsParameter: Parameter = {
  name: 'topics',
  accepted: `up to ${MOST_TOPICS} topics with commas between: state, or <market>:<code>:<type> as in spot:btcusdt:price, usdm:btcusdt:1, usdm:btcusdt:1:price=mark, spot:*:price`,
};

export const unknownParameter: Parameter = { name: 'unknown', accepted: ['refuse', 'tell'] };

/** What a request asks for. */
interface Asked {
  /** Each once. */
  readonly topics: readonly Topic[];
  /** The others as they were written, up to 200 characters, and why there are none, where the request wants to be told. */
  readonly unknown: readonly { readonly topic: string; readonly why: ApiError }[];
}

/**
 * The topics that a request asks for.
 *
 * @param url path and query as received
 * @throws ApiError that names the topic and what is accepted in its place
 */
export function parseTopics(url: string, config: Config, markets: Markets): Asked {
  const given = parametersOf(url);
  const names = required(given, topicsParameter).split(',');
  const how = optional(given, unknownParameter) ?? 'refuse';
  if (how !== 'refuse' && how !== 'tell') invalid(unknownParameter, how);
  if (names.length > MOST_TOPICS) {
    throw new ApiError('invalid-parameter', `topics has ${names.length} topics: ${MOST_TOPICS} are the most`, {
      parameter: topicsParameter.name,
      accepted: topicsParameter.accepted,
    });
  }
  const topics = new Map<string, Topic>();
  const unknown: Asked['unknown'][number][] = [];
  for (const name of new Set(names)) {
    try {
      const topic = parseTopic(name, config, markets);
      topics.set(topic.name, topic);
    } catch (error) {
      if (how === 'refuse' || !(error instanceof ApiError)) throw error;
      unknown.push({ topic: name.slice(0, LONGEST_TOPIC), why: error });
    }
  }
  return { topics: [...topics.values()], unknown };
}

/** @throws ApiError where there is no such topic, or none any more; its `topic` is the one at fault, as it was written */
export function parseTopic(text: string, config: Config, markets: Markets): Topic {
  try {
    return readTopic(text, config, markets);
  } catch (error) {
    throw error instanceof ApiError ? namingTopic(error, text) : error;
  }
}

function readTopic(text: string, config: Config, markets: Markets): Topic {
  if (text === 'state') return { name: 'state', kind: 'state' };
  const [market, code, type, ...named] = text.split(':');
  if (market === undefined || code === undefined || type === undefined) {
    return invalid(topicsParameter, text, ', which is no topic');
  }
  const given = new URLSearchParams({ market, type });
  for (const part of named) {
    const [, name, value] =
      NAMED.exec(part) ??
      invalid(
        topicsParameter,
        text,
        ', which has more than market, code and type, and that is neither price=… nor contract=…',
      );
    given.append(name ?? '', value ?? '');
  }
  try {
    return topicOf(given, code, config, markets);
  } catch (error) {
    throw error instanceof ApiError ? ofTopic(error, text) : error;
  }
}

const NAMED = /^(price|contract)=(.*)$/;

/** @param given market and type, as GetData has them */
function topicOf(given: URLSearchParams, code: string, config: Config, markets: Markets): Topic {
  const market = parseMarket(given, config, markets);
  const collector = parseType(given, config, markets, market);
  const { row, type } = collector;
  const nameWith = (pair: string): string =>
    [market, pair, type, ...Object.entries(namedMember(collector)).map(([name, value]) => `${name}=${value}`)].join(
      ':',
    );
  if (code !== ALL) {
    const pair = parseCode(code, config, markets, market);
    return { name: nameWith(pair), kind: 'pair', collector, code: pair };
  }
  if (row.shape === 'latest' && row.view === undefined) return { name: nameWith(ALL), kind: 'all', collector };
  throw new ApiError('invalid-parameter', `* stands for all pairs of a latest value, and type ${type} is none`, {
    accepted: markets.pairsOf(config, market).slice(0, MOST_TOPICS),
  });
}

/** At most so many characters of a caller's own text are repeated in an answer. */
const LONGEST_QUOTE = 60;

/** A topic that there is has fewer characters. */
const LONGEST_TOPIC = 200;

/** The same problem, with the topic for programs: so a reader can leave it out and follow the others. */
function namingTopic({ problem }: ApiError, text: string): ApiError {
  const { error, detail, parameter, accepted } = problem;
  return new ApiError(error, detail, {
    ...(parameter !== undefined && { parameter }),
    ...(accepted !== undefined && { accepted }),
    members: { topic: text.slice(0, LONGEST_TOPIC) },
  });
}

/** What GetData would say of the topic's parts. */
function ofTopic({ problem }: ApiError, text: string): ApiError {
  const quote = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  const detail = problem.detail.replace(/name it with market=(\w+)/, 'begin the topic with $1');
  return new ApiError(problem.error, `topic ${JSON.stringify(quote)}: ${detail}`, {
    parameter: topicsParameter.name,
    ...(problem.accepted !== undefined && { accepted: problem.accepted }),
  });
}

/** The address under which GetData keeps the first page of a topic, as most callers write it. */
export function addressOf(collector: Collector, code: string): string {
  const { market, type } = collector;
  const own = market === DEFAULT_MARKET ? {} : { market };
  return `/GetData?${new URLSearchParams({ ...own, type: String(type), ...namedMember(collector), code })}`;
}
