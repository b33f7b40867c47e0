import { LRUCache } from 'lru-cache';
import type { Config } from '../../config/config.ts';
import type { Passed } from '../../gateway/callers/callerGate.ts';
import type { Market } from '../../markets/markets.js';
import type { Params } from '../../model/endpoint.ts';
import { monotonicMs } from '../../runtime/machine.ts';
import type { ApiContext } from '../context/context.ts';
import type { RawHeaders } from '../http/headers/rawHeaders.ts';
import type { Pages } from '../pages/page.ts';
import { createAnswerers } from './answerers.ts';
import type { Asked, FromMemory } from './asked.ts';
import { isEmptySpan, nothing } from './constant.ts';
import { unavailable } from './dialectError.ts';
import { createExchangeInfo } from './exchangeInfo.ts';
import { createFigures } from './memory/figures.ts';
import { createStored } from './memory/stored.ts';
import { type Named, namesIn } from './names.ts';
import { readParams } from './params.ts';
import { createPass } from './pass.ts';
import { INFO_PATHS, type Route, routes } from './routes.ts';
import { readSent } from './sent.ts';

/** A request for market data in the exchange's words, in whatever way it came. */
export interface Question {
  /** One of `routes`. */
  readonly path: string;
  /** The parameters as they stand behind `?` in a URL. */
  readonly query: string;
  /** Who asks: what stands for its access key, or its address. */
  readonly caller: string;
  /** The caller's header; without it nothing is compressed. */
  readonly acceptEncoding?: string | undefined;
  /** As in `Asked`: more is answered from memory then. */
  readonly isForFigures?: boolean;
}

/** An answer to it, before anybody has written it down for a caller. */
export interface Answer {
  /** Of HTTP: 200, or what the exchange itself refuses the request with. Its error is then the body. */
  readonly status: number;
  /** As the exchange would write it. Parts are sent one after the other. */
  readonly body: string | Buffer | readonly Buffer[];
  /** Made of what is stored, asked of the exchange for this very request, or kept since it was asked for another one. */
  readonly from: 'memory' | 'passed' | 'kept';
  /** Who the data is from: the exchange's name, or `simulator`. */
  readonly source: string;
  /** Ms since it was right. */
  readonly ageMs: number;
  /** Exchange-clock ms at which it was right. */
  readonly asOf: number;
  /** Weight that the exchange has counted for this address; only where this very request went out. */
  readonly usedWeight?: number;
  /** What this request alone weighs there; likewise. */
  readonly weight?: number;
  /** What HTTP has to say of its form. */
  readonly headers?: RawHeaders;
}

/**
 * Answers what is asked in the exchange's words: of what is stored where all of it is there and fresh, else by asking the exchange.
 *
 * @throws DialectError; what `dialectErrorOf` makes one of: ExchangeError, ApiError `redis-unavailable`, ioredis errors
 */
export type Answering = (question: Question) => Promise<Answer>;

/** The same, for who asks much. */
export interface QuickAnswering extends Answering {
  /** What lies ready in memory for what was asked before; null: it has to be asked. @throws DialectError */
  ready(path: string, query: string): Ready | null;
}

/** An answer that lies ready. */
export interface Ready {
  readonly body: Buffer;
  /** Exchange-clock ms at which it was right. */
  readonly asOf: number;
  readonly source: string;
  /** Exchange-clock ms. */
  readonly now: number;
}

/** A request that was read, and is right but for what only the exchange knows. */
interface Read {
  readonly params: Params;
}

const NO_INFO =
  'The whole exchangeInfo is not stored: the collectors ask for it once an hour. Ask for single symbols, or for all with showPermissionSets=false.';

/** Requests whose reading is remembered, and the longest. */
const MOST_READ = 2_000;
const LONGEST_READ = 1_024;

/** By then the exchange may list other symbols: all is read anew, ms. */
const READ_MS = 600_000;

export function createAnswering(context: ApiContext, pages: Pages): QuickAnswering {
  const { board } = context;
  const stored = createStored(context, pages);
  const answerers = createAnswerers(context, pages, stored);
  const exchangeInfo = createExchangeInfo(context);
  const figures = createFigures(stored);
  const answererOf = ({ endpoint: { path }, isForFigures }: Asked) =>
    (isForFigures ? figures.get(path) : undefined) ?? answerers.get(path);
  const isKept = (asked: Asked) => answererOf(asked) !== undefined && isOfCollected(asked);
  const isOfCollected = ({ market, params: { symbol, symbols, pair } }: Asked) =>
    symbols === undefined && stored.isCollected(market, String(symbol ?? pair));
  const pass = createPass(context, stored, isKept);
  /** By path and query. */
  const reads = new LRUCache<string, Read>({ max: MOST_READ });
  let inForce: Config | undefined;
  let since = 0;

  /** What was read of the same request, while what it was checked against is the same. */
  function remembered(address: string): Read | undefined {
    const [config, now] = [context.config(), monotonicMs()];
    if (config !== inForce || now - since > READ_MS) {
      reads.clear();
      [inForce, since] = [config, now];
    }
    return reads.get(address);
  }

  /** @throws DialectError */
  async function read(route: Route, { path, query }: Question): Promise<Read> {
    const address = `${path}?${query}`;
    const known = remembered(address);
    if (known !== undefined) {
      pass.checkKey(route);
      return known;
    }
    const sent = readSent(query, route.endpoint);
    pass.checkKey(route);
    const named = namesIn(route, sent);
    // As the exchange does: a symbol that it does not know comes before what is wrong with the rest.
    const isJudged = await checkKnown(route.market, named);
    const one = { params: readParams(route, sent) };
    if (isJudged && address.length <= LONGEST_READ) reads.set(address, one);
    return one;
  }

  /**
   * @returns false where nobody may ask the exchange, so that nobody knows: what was asked then is looked at anew each time, as it might be sent later
   * @throws DialectError
   */
  async function checkKnown(market: Market, { names, isKnown, unknown }: Named): Promise<boolean> {
    const isCollected = (symbol: string) => stored.isCollected(market, symbol);
    const others = names.filter((name) => !isKnown(name, isCollected));
    if (others.length === 0) return true;
    const listed = await pass.listed(market);
    if (listed === null) return false;
    if (!others.every((name) => isKnown(name, listed))) throw unknown();
    return true;
  }

  const ageAt = (market: Market, asOf: number): number => Math.max(0, Math.round(board.now(market) - asOf));

  const ofMemory = ({ body, asOf, source }: FromMemory, market: Market): Answer => ({
    ...{ status: 200, body, from: 'memory', source },
    ageMs: ageAt(market, asOf),
    asOf,
  });

  function ready(path: string, query: string): Ready | null {
    const answerer = answerers.get(path);
    const route = routes.get(path);
    const known = answerer?.ready === undefined ? undefined : remembered(`${path}?${query}`);
    if (answerer?.ready === undefined || route === undefined || known === undefined) return null;
    pass.checkKey(route);
    const { params } = known;
    // Who asks makes no difference to what lies ready.
    const answer = isEmptySpan(params) ? null : answerer.ready({ ...route, params, caller: '', isForFigures: false });
    if (answer === null || !Buffer.isBuffer(answer.body)) return null;
    return { ...answer, body: answer.body, now: board.now(route.market) };
  }

  async function answer(question: Question): Promise<Answer> {
    const route = routes.get(question.path);
    if (route === undefined) throw new TypeError(`no route ${question.path}`);
    const { params } = await read(route, question);
    const { caller, isForFigures = false } = question;
    const asked = { ...route, params, caller, isForFigures };
    const { market, endpoint } = route;
    if (INFO_PATHS.has(endpoint.path)) {
      const info = await exchangeInfo(asked, question.acceptEncoding);
      if (info) return { ...ofMemory({ ...info, body: '' }, market), body: info.parts, headers: info.headers };
      if (endpoint.isTooLong?.(params)) throw unavailable(NO_INFO);
      return passedOn(asked);
    }
    const kept = isEmptySpan(params) ? nothing(context, market) : await answererOf(asked)?.(asked);
    return kept ? ofMemory(kept, market) : passedOn(asked);
  }

  async function passedOn(asked: Asked): Promise<Answer> {
    const passed = await pass(asked);
    return ofExchange(asked, passed, board.now(asked.market) - passed.ageMs);
  }

  return Object.assign(answer, { ready });
}

const ofExchange = ({ endpoint, params }: Asked, passed: Passed, asOf: number): Answer => {
  const { status, body, source, isKept, ageMs, usedWeight } = passed;
  return {
    ...{ status, body, from: isKept ? 'kept' : 'passed', source },
    ageMs: Math.max(0, Math.round(ageMs)),
    asOf,
    ...(!isKept && { weight: endpoint.weight(params), ...(usedWeight !== undefined && { usedWeight }) }),
  };
};
