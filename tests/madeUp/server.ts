import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Bar, createMarket, type MadeUpMarket, money, type Trade } from './market.ts';
import { createMeter, type Meter } from './meter.ts';
import { Refusal } from './refusal.ts';

/**
 * The made-up exchange over HTTP. It answers 200 to nearly everything, errors included: `{"ok":false,"error":{"kind":…}}`, else
 * `{"ok":true,"result":…}`. Lists are newest first, numbers are strings, times are seconds. It has neither a ping nor a request for the
 * time: the header `tide-clock` of each answer tells it, in whole seconds.
 */

/** Most rows of one answer. */
export const MOST_ROWS = 40;

const HOUR = 3_600_000;

/** Its names of the bars that it has, in minutes. */
const spans: Readonly<Record<string, number>> = { '60': 1, '120': 2, '1H': 60, '4H': 240 };

/** What a test does to an answer. */
export interface Mischief {
  readonly path: string;
  /** So many times; then it is over. */
  times: number;
  /** Makes another result of the right one; throws what is to be answered instead. */
  readonly change: (result: unknown) => unknown;
}

export interface MadeUpServer {
  readonly url: string;
  readonly meter: Meter;
  /** Its clock, ms. */
  now(): number;
  /** Symbol → what is traded. */
  readonly markets: Map<string, MadeUpMarket>;
  /** Symbol → its state: open, paused or retired. */
  readonly states: Map<string, string>;
  readonly mischief: Mischief[];
  /** What was asked for when, by its clock, in that order. */
  readonly asked: { readonly at: number; readonly url: string }[];
  close(): Promise<void>;
}

/** @param now its clock, ms */
export async function openMadeUpServer(now: () => number): Promise<MadeUpServer> {
  const beganAt = Math.floor(now() / HOUR) * HOUR - 2 * HOUR;
  const markets = new Map([
    ['XBT/USD', createMarket(6_400_000, beganAt)],
    ['ETH/USD', createMarket(250_000, beganAt)],
    ['XBT/EUR', createMarket(5_900_000, beganAt)],
  ]);
  const states = new Map([...markets.keys()].map((symbol) => [symbol, 'open']));
  const meter = createMeter({ weight: 200, windowMs: 10_000 }, now);
  const mischief: Mischief[] = [];
  const asked: MadeUpServer['asked'] = [];

  // Longer than a caller keeps a connection: else it may be closed just when one is asked by it.
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://made-up');
    asked.push({ at: now(), url: `${request.url}` });
    try {
      meter.take(weightOf(pathname));
      const result = spoil(pathname, answerTo(pathname, query));
      send(response, 200, { ok: true, result });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { kind, wait, status } = error;
      send(response, status, { ok: false, error: { kind, ...(wait !== undefined && { wait }) } });
    }
  });

  function send(response: ServerResponse<IncomingMessage>, status: number, body: object): void {
    response.writeHead(status, { 'content-type': 'application/json', 'tide-clock': String(Math.floor(now() / 1000)) });
    response.end(JSON.stringify(body, null, 1));
  }

  function spoil(path: string, result: unknown): unknown {
    const found = mischief.find((each) => each.path === path && each.times > 0);
    if (found === undefined) return result;
    found.times--;
    return found.change(result);
  }

  function marketOf(symbol: string | null): MadeUpMarket {
    const market = markets.get(symbol ?? '');
    if (market === undefined) throw new Refusal('no-such-instrument');
    return market;
  }

  function answerTo(path: string, query: URLSearchParams): unknown {
    const at = now();
    switch (path) {
      case '/v1/state':
        return { mood: 'fine' };
      case '/v1/instruments':
        return [...states].map(([instrument, state]) => ({ instrument, state, tick: '0.01' }));
      case '/v1/quotes': {
        const symbols = (query.get('of') ?? '').split(',');
        // It does not say which.
        if (symbols.some((symbol) => !markets.has(symbol))) throw new Refusal('bad-request');
        return Object.fromEntries(symbols.map((symbol) => [symbol, quoteOf(marketOf(symbol), at)]));
      }
      case '/v1/ladder':
        return ladderOf(marketOf(query.get('of')), at);
      case '/v1/fills':
        return fillsOf(marketOf(query.get('of')), query, at);
      case '/v1/bars':
        return barsOf(marketOf(query.get('of')), query, at);
      default:
        throw new Refusal('no-such-page', { status: 404 });
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ meter, now, markets, states, mischief, asked },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const weights: Readonly<Record<string, number>> = { '/v1/bars': 2, '/v1/fills': 2, '/v1/instruments': 5 };
const weightOf = (path: string): number => weights[path] ?? 1;

/** The newest trades before a time. */
function newestTrades(market: MadeUpMarket, before: number, most: number): Trade[] {
  for (let spanMs = 60_000; ; spanMs *= 2) {
    const found = market.trades(before - spanMs, before);
    if (found.length >= most || spanMs > 24 * HOUR) return found.slice(-most);
  }
}

function quoteOf(market: MadeUpMarket, now: number): unknown {
  const [last] = newestTrades(market, now + 1, 1);
  const price = last?.price ?? 0;
  return { last: money(price), best: { bid: money(price - 1), ask: money(price + 1) } };
}

function ladderOf(market: MadeUpMarket, now: number): unknown {
  const [last] = newestTrades(market, now + 1, 1);
  const side = (sign: number) =>
    Array.from({ length: 12 }, (_, level) => ({
      px: money((last?.price ?? 0) + sign * (level + 1)),
      sz: money(level + 1),
    }));
  return { asks: side(1), bids: side(-1) };
}

/** `upTo` and `since` are numbers of trades, both included. */
function fillsOf(market: MadeUpMarket, query: URLSearchParams, now: number): unknown {
  const [since, upTo] = [query.get('since'), query.get('upTo')].map((no) => (no === null ? null : Number(no)));
  const end = upTo == null ? now + 1 : Math.min(now, market.timeOf(upTo)) + 1;
  const isAsked = ({ no }: Trade) => no >= (since ?? no) && no <= (upTo ?? no);
  const found =
    since == null
      ? newestTrades(market, end, MOST_ROWS + 1)
          .filter(isAsked)
          .slice(-MOST_ROWS)
      : market.trades(market.timeOf(since), end).filter(isAsked).slice(0, MOST_ROWS);
  return found
    .map(({ no, at, price, size, isSale }) => ({
      no: String(no),
      px: money(price),
      sz: money(size),
      side: isSale ? 'sell' : 'buy',
      ts: (at / 1000).toFixed(3),
    }))
    .toReversed();
}

/** `from` and `to` are seconds, both included; the newest of them that fit one answer, or with `from` alone the oldest. */
function barsOf(market: MadeUpMarket, query: URLSearchParams, now: number): unknown {
  const minutes = spans[query.get('span') ?? ''];
  if (minutes === undefined) throw new Refusal('no-such-span');
  const lengthMs = minutes * 60_000;
  const [from, to] = [query.get('from'), query.get('to')].map((s) => (s === null ? null : Number(s) * 1000));
  const most = Math.min(MOST_ROWS, Number(query.get('count') ?? MOST_ROWS));
  const found: Bar[] = [];
  const isUpwards = from != null && to == null;
  const first = Math.max(from ?? 0, market.beganAt);
  let start = Math.floor((isUpwards ? first + lengthMs - 1 : Math.min(to ?? now, now)) / lengthMs) * lengthMs;
  for (; found.length < most; start += isUpwards ? lengthMs : -lengthMs) {
    const bar = from != null && start < from ? undefined : market.bar(minutes, start, now);
    if (bar === undefined) break;
    found.push(bar);
  }
  const bars = isUpwards ? found.toReversed() : found;
  return {
    span: query.get('span'),
    bars: bars.map(({ start: opens, open, high, low, close, size, value }) => ({
      start: String(opens / 1000),
      px: { o: money(open), h: money(high), l: money(low), c: money(close) },
      vol: { units: money(size), worth: (value / 10_000).toFixed(4) },
    })),
  };
}
