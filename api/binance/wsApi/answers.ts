import type { Market } from '../../../markets/markets.js';
import type { Pieces } from '../../sockets/textFrame.ts';
import type { Answering } from '../answer.ts';
import { type Brake, holdBack } from '../brake.ts';
import { type DialectError, tooManyRequests } from '../dialectError.ts';
import { dialectErrorOf, resultOf } from '../errorReply.ts';
import { answerPieces, errorPieces, type RateLimitStatus } from './answerForm.ts';
import { methodOf, wsApis } from './methods.ts';
import { type NoWsRequest, noText, readRequest, type WsRequest } from './request.ts';
import type { RequestAllowance } from './requestAllowance.ts';
import type { Spending } from './spending.ts';

/** Who has sent a message, and how the answer is to be. */
export interface Sender {
  readonly market: Market;
  /** What stands for its access key, else its address. */
  readonly who: string;
  /** Whether answers tell the limits, where a request does not say it. */
  readonly returnRateLimits: boolean;
}

export interface WsAnswersParts {
  readonly answering: Answering;
  readonly spending: Spending;
  readonly allowance: RequestAllowance;
  /** The same as for requests by HTTP. */
  readonly brake: Brake;
  /** A market's exchange clock, ms. */
  readonly now: (market: Market) => number;
  /** Weight that the market's exchange allows an address in a minute. */
  readonly limitOf: (market: Market) => number;
  /** @param method without its version; `other` where there is none of this name @param result as metrics call it */
  readonly count: (market: Market, method: string, result: string) => void;
  readonly onDefect: (error: unknown) => void;
}

/** Answers a message of a caller. Never rejects. @param text null: it is none */
export type WsAnswers = (sender: Sender, text: string | null) => Promise<Pieces>;

export function createWsAnswers(parts: WsAnswersParts): WsAnswers {
  const { answering, spending, allowance, brake, now, limitOf, count, onDefect } = parts;

  /** @throws as `answering` */
  async function answer(sender: Sender, { id, query }: WsRequest, method: string, isToldLimits: boolean) {
    const { market, who } = sender;
    const path = wsApis[market].methods[method];
    if (path === undefined) throw new TypeError(`no method ${method}`);
    const found = await answering({ path, query, caller: who });
    if (found.weight !== undefined) spending.add(market, who, found.weight);
    count(market, method, found.from);
    return answerPieces(id, found, isToldLimits ? limitsOf(sender) : null);
  }

  const limitsOf = ({ market, who }: Sender): RateLimitStatus => ({
    limit: limitOf(market),
    count: spending.of(market, who),
  });

  return async (sender, text) => {
    const { market } = sender;
    const read: WsRequest | NoWsRequest = text === null ? noText : readRequest(text);
    const isToldLimits = ('error' in read ? undefined : read.returnRateLimits) ?? sender.returnRateLimits;
    let label = 'other';
    try {
      if ('error' in read) throw read.error;
      const method = methodOf(market, read.method);
      label = method;
      const perMinute = limitOf(market);
      if (allowance.isTooMany(market, sender.who, perMinute)) throw tooOften(perMinute);
      return await answer(sender, read, method, isToldLimits);
    } catch (error) {
      const refusal: DialectError = dialectErrorOf(error, onDefect);
      const result = resultOf(refusal);
      count(market, label, result);
      await holdBack(brake, sender.who, result);
      return errorPieces(read.id, refusal, isToldLimits ? limitsOf(sender) : null, now(market));
    }
  };
}

/** After a second there is room again for one at least. */
const tooOften = (perMinute: number): DialectError =>
  tooManyRequests(`all sockets of a caller together may send ${perMinute} requests per 1 MINUTE.`, 1);
