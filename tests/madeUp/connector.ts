import type { Connector } from '../../exchanges/connector.ts';
import { ExchangeError, type ExchangeErrorCode } from '../../exchanges/errors.ts';
import type { HttpAnswer } from '../../exchanges/httpAnswer.ts';
import type { ExchangeReply, ExchangeRequest } from '../../model/exchangeRequest.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { parseJson } from '../../model/parseJson.ts';
import { bars } from './feeds/bars.ts';
import { fills } from './feeds/fills.ts';
import { instruments } from './feeds/instruments.ts';
import { ladder } from './feeds/ladder.ts';
import { quotes } from './feeds/quotes.ts';
import { table } from './table.ts';

/** What its kinds of errors mean; others are faults of the request. */
const codes: Readonly<Record<string, ExchangeErrorCode>> = {
  'slow-down': 'rate-limited',
  'shut-out': 'banned',
  'no-such-instrument': 'unknown-pair',
  tired: 'exchange-down',
};

/** Nothing is made for it: any cheap request will do. The time stands in a header of each answer. */
const state = (): ExchangeRequest => ({ path: '/v1/state', params: {}, weight: 1 });

/** `btc-usd` is `XBT/USD` there. */
export const madeUp: Connector = {
  feeds: { instruments, quotes, ladder, fills, bars },
  symbolOf: (code) =>
    code
      .toUpperCase()
      .replace(/^BTC\b/, 'XBT')
      .replace('-', '/'),
  codeOf: (symbol) =>
    symbol
      .replace(/^XBT\b/, 'BTC')
      .replace('/', '-')
      .toLowerCase(),
  ping: state,
  time: state,
  timeIn({ data, path }) {
    const { clock } = Object(data) as { clock?: unknown };
    if (typeof clock !== 'string' || !/^\d{10}$/.test(clock)) throw new InvalidPayload(`${path}: no clock`);
    return Number(clock) * 1000;
  },
  timeStepMs: 1000,
  keyHeaders: () => ({}),
  read,
};

function read({ path }: ExchangeRequest, { status, body, headers }: HttpAnswer): ExchangeReply {
  const answer = parseJson(body);
  if (typeof answer !== 'object' || answer === null) {
    throw new ExchangeError(status >= 500 ? 'exchange-down' : 'not-json', `${path}: ${status}`, { path, status });
  }
  const { ok, result, error } = answer as {
    ok?: unknown;
    result?: unknown;
    error?: { kind?: unknown; wait?: unknown };
  };
  if (ok !== true) throw errorOf(path, status, String(error?.kind), String(error?.wait));
  const data = path === state().path ? { clock: headers['tide-clock']?.[0] } : result;
  return { data, text: body, source: table.exchange.name };
}

function errorOf(path: string, status: number, kind: string, wait: string): ExchangeError {
  const code = codes[kind] ?? 'rejected';
  const [, ms] = /^(\d+)ms$/.exec(wait) ?? [];
  return new ExchangeError(code, `${path}: the exchange answered ${status} (${kind})`, {
    ...{ path, status, exchangeCode: kind, mayBlameOnePair: kind === 'bad-request' },
    ...(ms !== undefined && { retryAfterMs: Number(ms) }),
  });
}
