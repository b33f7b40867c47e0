import type { AnswerAsIs, ExchangeReply, ExchangeRequest } from '../../../model/exchangeRequest.ts';
import { ExchangeError } from '../../errors.ts';
import type { HttpAnswer } from '../../httpAnswer.ts';
import { readReply, readReplyAsIs, sourceOf } from '../readReply.ts';
import { endpoints } from './endpoints.ts';

/** Trades from before the last two days are not kept. */
const TOO_OLD = -4166;

/** Whose answers tell a count of weight that the exchange itself calls inexact. */
const INEXACT = new Set<string>([endpoints['ticker/bookTicker'].path, endpoints['v2/ticker/price'].path]);

/**
 * Reads an answer of the futures' REST API.
 *
 * @throws ExchangeError for everything but a JSON answer with status 200, and a refusal that means that there are no rows
 */
export function readFuturesReply(request: ExchangeRequest, answer: HttpAnswer): ExchangeReply {
  try {
    return counted(request, readReply(request, answer));
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    const nothing = { data: [], text: '[]', source: sourceOf(answer) };
    if (error.exchangeCode === TOO_OLD && request.path === endpoints.aggTrades.path)
      return { ...nothing, isTooOld: true };
    if (hasNoSuchContract(request, error)) return nothing;
    throw error;
  }
}

/** The same for callers, who are told what the exchange refuses them with. @throws ExchangeError as `readReplyAsIs` */
export const readFuturesReplyAsIs = (request: ExchangeRequest, answer: HttpAnswer): AnswerAsIs =>
  counted(request, readReplyAsIs(request, answer));

/** The answer, with what it says of weight where that is of any use: what is counted apart is counted by nobody's header. */
function counted<Answer extends { readonly usedWeight?: number }>(
  { path, pool }: ExchangeRequest,
  { usedWeight, ...answer }: Answer,
) {
  const isExact = !INEXACT.has(path) && pool === undefined;
  return { ...answer, ...(usedWeight !== undefined && isExact && { usedWeight }) };
}

/** The exchange has no contract of the kind that was asked for. The pair may have others. */
const hasNoSuchContract = ({ params }: ExchangeRequest, { code }: ExchangeError): boolean =>
  code === 'unknown-pair' && params.pair !== undefined;
