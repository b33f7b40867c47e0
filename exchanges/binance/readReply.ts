import type { ExchangeReply, ExchangeRequest } from '../../model/exchangeRequest.ts';
import { ExchangeError } from '../errors.ts';
import type { HttpAnswer } from '../httpAnswer.ts';
import { errorOfReply, isErrorBody } from './replyErrors.ts';

/** Reads an answer of Binance's REST APIs. @throws ExchangeError for everything but a JSON answer with status 200 */
export function readReply({ path }: ExchangeRequest, answer: HttpAnswer): ExchangeReply {
  const { status, body, headers } = answer;
  if (status !== 200) throw errorOfReply(path, answer);
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    throw new ExchangeError('not-json', `${path}: the answer is not JSON: ${excerpt(body)}`, { path, status });
  }
  if (isErrorBody(data)) throw errorOfReply(path, answer);
  const used = Number(headers['x-mbx-used-weight-1m']?.[0]);
  return {
    data,
    text: body,
    source: sourceOf(answer),
    ...(Number.isFinite(used) && { usedWeight: used }),
  };
}

/** Who has answered. */
export const sourceOf = ({ headers }: Pick<HttpAnswer, 'headers'>): string =>
  headers['x-simulator'] === undefined ? 'binance' : 'simulator';

/** The beginning of a body, on one line. */
function excerpt(body: string): string {
  const line = body.slice(0, 120).replace(/\s+/g, ' ').trim();
  return body.length > 120 ? `${line}…` : line || '(empty)';
}
