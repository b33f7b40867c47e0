import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Config } from '../../config/config.ts';
import type { Market } from '../../markets/markets.js';
import type { Params } from '../../model/endpoint.ts';
import { monotonicMs } from '../../runtime/machine.ts';
import { corsHeaders } from '../http/cors.ts';
import { createThrottledLog } from '../http/throttledLog.ts';
import type { Pages } from '../pages/page.ts';
import type { Metrics } from '../state/metrics.ts';
import { type AccessOptions, createAccess } from './access.ts';
import { createAnswerers } from './answerers.ts';
import type { Asked } from './asked.ts';
import { createBrake } from './brake.ts';
import { coinSymbols, isEmptySpan, nothing } from './constant.ts';
import { unavailable } from './dialectError.ts';
import { errorReply } from './errorReply.ts';
import { createExchangeInfo } from './exchangeInfo.ts';
import { createStored } from './memory/stored.ts';
import { type Named, namesIn } from './names.ts';
import { readParams } from './params.ts';
import { createPass } from './pass.ts';
import { type Reply, replyFromMemory, replyWithInfo, send, sendFromMemory } from './reply.ts';
import { COIN_SYMBOLS, INFO_PATHS, isOfDialect, type Route, refusalOf, routes } from './routes.ts';
import { checkForm, readSent } from './sent.ts';

/** Answers a request in Binance's dialect. False where it is none: somebody else has to answer it. */
export type Dialect = (request: IncomingMessage, response: ServerResponse, startedAt: number) => boolean;

export interface DialectOptions extends AccessOptions {
  readonly pages: Pages;
  readonly metrics: Metrics;
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

export function createDialect(options: DialectOptions): Dialect {
  const { context, pages, metrics } = options;
  const stored = createStored(context, pages);
  const answerers = createAnswerers(context, pages, stored);
  const exchangeInfo = createExchangeInfo(context);
  const accessOf = createAccess(options);
  const report = createThrottledLog(context.log);
  const brake = createBrake(monotonicMs);
  const isKept = ({ market, endpoint, params: { symbol, symbols, pair } }: Asked) =>
    answerers.has(endpoint.path) && symbols === undefined && stored.isCollected(market, String(symbol ?? pair));
  const pass = createPass(context, stored, isKept);
  /** By URL. */
  const reads = new LRUCache<string, Read>({ max: MOST_READ });
  let inForce: Config | undefined;
  let since = 0;

  /** What was read of the same URL, while what it was checked against is the same. */
  function remembered(url: string): Read | undefined {
    const [config, now] = [context.config(), monotonicMs()];
    if (config !== inForce || now - since > READ_MS) {
      reads.clear();
      [inForce, since] = [config, now];
    }
    return reads.get(url);
  }

  /** @throws DialectError */
  async function read(url: string, route: Route, query: string): Promise<Read> {
    const known = remembered(url);
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
    if (isJudged && url.length <= LONGEST_READ) reads.set(url, one);
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

  /** What is checked of every request before it is read. @returns who asks @throws DialectError */
  function check(request: IncomingMessage, path: string, query: string): string {
    const caller = accessOf(request);
    const refusal = refusalOf(request.method ?? '', path, query);
    if (refusal !== null) throw refusal;
    checkForm(request.headers);
    return caller;
  }

  /** Sends what lies ready for a request that was read before. False: somebody has to be asked, or the answer differs by origin. */
  function sendReady(request: IncomingMessage, response: ServerResponse, path: string, caller: string): boolean {
    const { method, url = '', headers } = request;
    const { ready } = answerers.get(path) ?? {};
    const route = routes.get(path);
    const known = ready === undefined || method !== 'GET' ? undefined : remembered(url);
    if (ready === undefined || route === undefined || known === undefined) return false;
    if (corsHeaders(context.config(), headers.origin).length > 0) return false;
    pass.checkKey(route);
    const { params } = known;
    const answer = isEmptySpan(params) ? null : ready({ ...route, params, caller });
    if (answer === null || !Buffer.isBuffer(answer.body)) return false;
    sendFromMemory(response, { ...answer, body: answer.body }, context.board.now(route.market));
    return true;
  }

  async function replyTo(request: IncomingMessage, path: string, query: string, caller: string): Promise<Reply> {
    const { url = '', headers } = request;
    const { board } = context;
    if (path === COIN_SYMBOLS) return replyFromMemory(coinSymbols(context), board.now('usdm'));
    const route = routes.get(path);
    if (route === undefined) throw new TypeError(`no route ${path}`);
    const { params } = await read(url, route, query);
    const asked = { ...route, params, caller };
    const { market } = route;
    if (INFO_PATHS.has(path)) {
      const info = await exchangeInfo(asked, headers['accept-encoding']);
      if (info) return replyWithInfo(info, board.now(market));
      if (route.endpoint.isTooLong?.(params)) throw unavailable(NO_INFO);
      return pass(asked);
    }
    const answer = isEmptySpan(params) ? nothing(context, market) : await answerers.get(path)?.(asked);
    return answer ? replyFromMemory(answer, board.now(market)) : pass(asked);
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: string, startedAt: number) {
    const at = url.indexOf('?');
    const [path, query] = at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
    const label = routes.has(path) || path === COIN_SYMBOLS ? path : 'other';
    let reply: Reply;
    let caller = '';
    try {
      caller = check(request, path, query);
      if (sendReady(request, response, path, caller)) {
        metrics.countDialect(label, 'memory', 200, (monotonicMs() - startedAt) / 1000);
        return;
      }
      reply = await replyTo(request, path, query, caller);
    } catch (error) {
      reply = errorReply(error, (defect) => {
        context.board.defects.note(label, defect);
        report(`${label} failed`, defect);
      });
    }
    if (caller !== '' && (reply.result === 'refused' || reply.result === 'throttled')) {
      const heldMs = brake.refused(caller);
      if (heldMs > 0) await wait(heldMs);
    }
    send(request, response, reply, context.config());
    metrics.countDialect(label, reply.result, reply.status, (monotonicMs() - startedAt) / 1000);
  }

  return (request, response, startedAt) => {
    const { method, url = '' } = request;
    // What browsers ask before they ask is answered for all paths alike.
    if (!isOfDialect(url) || method === 'OPTIONS') return false;
    answer(request, response, url, startedAt).catch((error: unknown) => {
      report('an answer in the dialect failed', error);
      request.socket.destroy();
    });
    return true;
  };
}
