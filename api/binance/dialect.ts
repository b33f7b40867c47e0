import type { IncomingMessage, ServerResponse } from 'node:http';
import { monotonicMs } from '../../runtime/machine.ts';
import type { ApiContext } from '../context/context.ts';
import type { AccessOptions } from '../http/access.ts';
import { createThrottledLog } from '../http/throttledLog.ts';
import type { Metrics } from '../state/metrics.ts';
import { createAccess } from './access.ts';
import type { Answer, Answering } from './answer.ts';
import { coinSymbols } from './constant.ts';
import { errorReply } from './errorReply.ts';
import { type Reply, replyOf, send } from './reply.ts';
import { COIN_SYMBOLS, isOfDialect, refusalOf, routes } from './routes.ts';
import { checkForm } from './sent.ts';

/** Answers a request in Binance's dialect. False where it is none: somebody else has to answer it. */
export type Dialect = (request: IncomingMessage, response: ServerResponse, startedAt: number) => boolean;

export interface DialectOptions extends AccessOptions {
  readonly context: ApiContext;
  readonly answering: Answering;
  readonly metrics: Metrics;
}

export function createDialect(options: DialectOptions): Dialect {
  const { context, answering, metrics } = options;
  const accessOf = createAccess(options);
  const report = createThrottledLog(context.log);

  async function answerTo(request: IncomingMessage, path: string, query: string): Promise<Answer> {
    const { method = '', headers } = request;
    const caller = accessOf(request);
    const refusal = refusalOf(method, path, query);
    if (refusal !== null) throw refusal;
    checkForm(headers);
    if (path === COIN_SYMBOLS) return { status: 200, from: 'memory', ageMs: 0, ...coinSymbols(context) };
    return answering({ path, query, caller, acceptEncoding: headers['accept-encoding'] });
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: string, startedAt: number) {
    const at = url.indexOf('?');
    const [path, query] = at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
    const label = routes.has(path) || path === COIN_SYMBOLS ? path : 'other';
    let reply: Reply;
    try {
      reply = replyOf(await answerTo(request, path, query));
    } catch (error) {
      reply = errorReply(error, (defect) => {
        context.board.defects.note(label, defect);
        report(`${label} failed`, defect);
      });
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
