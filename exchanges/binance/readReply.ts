import type { ExchangeReply, ExchangeRequest } from '../../model/exchangeRequest.ts';
import { ExchangeError } from '../errors.ts';
import type { HttpAnswer } from '../httpAnswer.ts';
import { errorOfReply, isErrorBody } from './replyErrors.ts';

/** Reads an answer of Binance's REST APIs. @throws ExchangeError for everything but a JSON answer with status 200 */
export function readReply({ path }: ExchangeRequest, answer: HttpAnswer): ExchangeReply {
  const { status, headers, long } = answer;
  if (status !== 200) throw errorOfReply(path, answer);
  const read = long === undefined ? readBody(path, answer) : { data: undefined, text: '', long };
  const used = Number(headers['x-mbx-used-weight-1m']?.[0]);
  return {
    ...read,
    source: sourceOf(answer),
    ...(Number.isFinite(used) && { usedWeight: used }),
  };
}

function readBody(path: string, answer: HttpAnswer): Pick<ExchangeReply, 'data' | 'text'> {
  const { status, body } = answer;
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    throw new ExchangeError('not-json', `${path}: the answer is not JSON: ${excerpt(body)}`, { path, status });
  }
  if (isErrorBody(data)) throw errorOfReply(path, answer);
  return { data, text: body };
}

/** Who has answered. */
export const sourceOf = ({ headers }: Pick<HttpAnswer, 'headers'>): string =>
  headers['x-simulator'] === undefined ? 'binance' : 'simulator';

/** The beginning of a body, on one line. */
function excerpt(body: string): string {
  const line = body.slice(0, 120).replace(/\s+/g, ' ').trim();
  return body.length > 120 ? `${line}…` : line || '(empty)';
}
