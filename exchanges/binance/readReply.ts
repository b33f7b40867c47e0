import type { AnswerAsIs, ExchangeReply, ExchangeRequest } from '../../model/exchangeRequest.ts';
import { ExchangeError, type ExchangeErrorCode } from '../errors.ts';
import type { HttpAnswer } from '../httpAnswer.ts';
import { errorOfReply, isErrorBody } from './replyErrors.ts';

/** Reads an answer of Binance's REST APIs. @throws ExchangeError for everything but a JSON answer with status 200 */
export function readReply(request: ExchangeRequest, answer: HttpAnswer): ExchangeReply {
  const { path } = request;
  const { status, body } = answer;
  if (status !== 200) throw errorOfReply(path, answer);
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    throw notJson(request, answer);
  }
  if (isErrorBody(data)) throw errorOfReply(path, answer);
  return { data, text: body, ...toldIn(answer) };
}

/** No error is longer, characters. */
const LONGEST_ERROR = 4_096;

/** What the exchange refuses a request with, and nothing else. */
const REFUSALS = new Set<ExchangeErrorCode>(['rejected', 'unknown-pair']);

/** Its status where an error came with 200. */
const REFUSED = 400;

/**
 * Takes an answer of Binance's REST APIs as it is. Of what is too long to be an error only both ends are looked at.
 *
 * @throws ExchangeError for everything but JSON with status 200 and Binance's own refusals
 */
export function readReplyAsIs(request: ExchangeRequest, answer: HttpAnswer): AnswerAsIs {
  const { status, body } = answer;
  try {
    if (body.length > LONGEST_ERROR && status === 200) {
      if (!/^\s*[[{]/.test(body) || !/[\]}]\s*$/.test(body.slice(-LONGEST_ERROR))) throw notJson(request, answer);
    } else {
      readReply(request, answer);
    }
    return { status, body, ...toldIn(answer) };
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    const isRefusal = REFUSALS.has(error.code) && error.exchangeCode !== undefined && error.status !== undefined;
    if (!isRefusal || error.stopsEgress) throw error;
    return { status: status === 200 ? REFUSED : status, body, ...toldIn(answer) };
  }
}

/** What its headers say. */
function toldIn(answer: HttpAnswer): { readonly source: string; readonly usedWeight?: number } {
  const used = Number(answer.headers['x-mbx-used-weight-1m']?.[0]);
  return { source: sourceOf(answer), ...(Number.isFinite(used) && { usedWeight: used }) };
}

const notJson = ({ path }: ExchangeRequest, { status, body }: HttpAnswer): ExchangeError =>
  new ExchangeError('not-json', `${path}: the answer is not JSON: ${excerpt(body)}`, { path, status });

/** Who has answered. */
export const sourceOf = ({ headers }: Pick<HttpAnswer, 'headers'>): string =>
  headers['x-simulator'] === undefined ? 'binance' : 'simulator';

/** The beginning of a body, on one line. */
function excerpt(body: string): string {
  const line = body.slice(0, 120).replace(/\s+/g, ' ').trim();
  return body.length > 120 ? `${line}…` : line || '(empty)';
}
