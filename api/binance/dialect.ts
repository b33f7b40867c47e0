import type { IncomingMessage, ServerResponse } from 'node:http';
import { monotonicMs } from '../../runtime/machine.ts';
import type { ApiContext } from '../context/context.ts';
import type { AccessOptions } from '../http/access/access.ts';
import { corsHeaders } from '../http/headers/cors.ts';
import { createThrottledLog } from '../http/problems/throttledLog.ts';
import type { Metrics } from '../state/metrics/metrics.ts';
import { createAccess } from './access.ts';
import type { Answer, QuickAnswering } from './answer.ts';
import { type Brake, holdBack } from './brake.ts';
import { coinSymbols } from './constant.ts';
import { errorReply } from './errorReply.ts';
import { type Reply, replyOf, send, sendFromMemory } from './reply.ts';
import { COIN_SYMBOLS, isOfDialect, refusalOf, routes } from './routes.ts';
import { checkForm } from './sent.ts';

/** Answers a request in Binance's dialect. False where it is none: somebody else has to answer it. */
export type Dialect = (request: IncomingMessage, response: ServerResponse, startedAt: number) => boolean;

export interface DialectOptions extends AccessOptions {
  readonly context: ApiContext;
  readonly answering: QuickAnswering;
  readonly metrics: Metrics;
  /** The same as for requests over sockets. */
  readonly brake: Brake;
}

export function createDialect(options: DialectOptions): Dialect {
  const { context, answering, metrics, brake } = options;
  const accessOf = createAccess(options);
  const report = createThrottledLog(context.log);

  /** What is checked of every request before it is read. @returns who asks @throws DialectError */
  function check(request: IncomingMessage, path: string, query: string): string {
    const caller = accessOf(request);
    const refusal = refusalOf(request.method ?? '', path, query);
    if (refusal !== null) throw refusal;
    checkForm(request.headers);
    return caller;
  }

  /** Sends what lies ready for a request that was read before. False: somebody has to be asked, or the answer differs by origin. */
  function sendReady(request: IncomingMessage, response: ServerResponse, path: string, query: string): boolean {
    if (request.method !== 'GET' || corsHeaders(context.config(), request.headers.origin).length > 0) return false;
    const ready = answering.ready(path, query);
    if (ready === null) return false;
    sendFromMemory(response, ready);
    return true;
  }

  async function answerTo(request: IncomingMessage, path: string, query: string, caller: string): Promise<Answer> {
    if (path === COIN_SYMBOLS) return { status: 200, from: 'memory', ageMs: 0, ...coinSymbols(context) };
    return answering({ path, query, caller, acceptEncoding: request.headers['accept-encoding'] });
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: string, startedAt: number) {
    const at = url.indexOf('?');
    const [path, query] = at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
    const label = routes.has(path) || path === COIN_SYMBOLS ? path : 'other';
    let reply: Reply;
    let caller = '';
    try {
      caller = check(request, path, query);
      if (sendReady(request, response, path, query)) {
        metrics.countDialect(label, 'memory', 200, (monotonicMs() - startedAt) / 1000);
        return;
      }
      reply = replyOf(await answerTo(request, path, query, caller));
    } catch (error) {
      reply = errorReply(error, (defect) => {
        context.board.defects.note(label, defect);
        report(`${label} failed`, defect);
      });
    }
    if (caller !== '') await holdBack(brake, caller, reply.result);
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
