import { intervalName } from '../exchanges/binance/intervals.ts';
import type { RawAggTrade } from '../exchanges/binance/rawAggTrade.ts';
import type { Interval } from '../markets/markets.js';
import { nextOpenTime } from '../model/candleTime.ts';
import type { ExchangeRequest } from '../model/exchangeRequest.ts';
import { createEndpoints } from '../simulator/endpoints/endpoints.ts';
import { readParams } from '../simulator/params.ts';
import { createPairs } from '../simulator/trading/pairs.ts';
import { defaultSymbols } from '../simulator/trading/symbols.ts';

/** What is asked for: a request of a feed, or one of its kind. */
export type Asked = Pick<ExchangeRequest, 'path' | 'params'>;

/**
 * What was traded on the exchange at any time, without asking the exchange: the simulator's trades follow from its seed and the
 * time alone, and asking over HTTP would spend weight. Halts and delistings are not known here.
 */
export interface Truth {
  /** The body the exchange would have answered to a request at an instant (exchange ms). */
  answer(request: Asked, at: number): unknown;
  /** The twelve fields of closed candles as JSON, from the one that opens at `from` to the one that opens at `to`. */
  closedCandles(code: string, interval: Interval, from: number, to: number): ReadonlyMap<number, string>;
  /** Times of the trades after `from` up to `to`, exchange ms. */
  tradeTimes(code: string, from: number, to: number): number[];
  /** Id of the last aggregate trade at or before an instant. */
  lastTradeId(code: string, at: number): number;
  /** Stored members of the aggregate trades of these ids. */
  trades(code: string, from: number, to: number, at: number): ReadonlyMap<number, string>;
  /** When the pair was listed, exchange ms. */
  listedAt(code: string): number;
}

const MOST = 1000;

/** @param seed of the simulator that the collectors ask */
export function createTruth(seed: string): Truth {
  const pairs = createPairs(defaultSymbols, seed, (_spec, seeded) => seeded);
  const endpoints = createEndpoints(0);
  const closed = new Map<string, Map<number, string>>();

  const answer = ({ path, params: query }: Asked, at: number): unknown => {
    const endpoint = endpoints.get(path);
    if (endpoint === undefined) throw new Error(`the simulator has no endpoint ${path} (simulator/endpoints/)`);
    const entries = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
    const params = readParams(new URLSearchParams(entries), endpoint.parameters, pairs, at);
    return endpoint.answer({ params, pairs, now: at });
  };

  const aggTrades = (code: string, query: Asked['params'], at: number): RawAggTrade[] => {
    const params = { symbol: code.toUpperCase(), limit: MOST, ...query };
    return answer({ path: '/api/v3/aggTrades', params }, at) as RawAggTrade[];
  };

  return {
    answer,
    closedCandles(code, interval, from, to) {
      const name = `${code} ${interval}`;
      const known = closed.get(name) ?? new Map<number, string>();
      closed.set(name, known);
      const at = nextOpenTime(interval, to);
      for (let start = from; start <= to; ) {
        if (known.has(start)) {
          start = nextOpenTime(interval, start);
          continue;
        }
        const query = { symbol: code.toUpperCase(), interval: intervalName(interval), startTime: start };
        const params = { ...query, endTime: to, limit: MOST };
        const rows = answer({ path: '/api/v3/klines', params }, at) as [number, ...unknown[]][];
        for (const row of rows) known.set(row[0], JSON.stringify(row));
        const last = rows.at(-1)?.[0];
        if (last === undefined) break;
        start = nextOpenTime(interval, last);
      }
      return known;
    },
    tradeTimes(code, from, to) {
      const times: number[] = [];
      for (let start = Math.floor(from) + 1; start <= to; ) {
        const page = aggTrades(code, { startTime: start, endTime: Math.floor(to) }, Math.floor(to));
        times.push(...page.map(({ T }) => T));
        if (page.length < MOST) break;
        start = (page.at(-1)?.T ?? to) + 1;
      }
      return times;
    },
    lastTradeId: (code, at) => aggTrades(code, { limit: 1 }, Math.floor(at))[0]?.a ?? -1,
    trades(code, from, to, at) {
      const members = new Map<number, string>();
      for (let start = from; start <= to; start += MOST) {
        const limit = Math.min(MOST, to - start + 1);
        for (const { a, p, q, f, l, T, m } of aggTrades(code, { fromId: start, limit }, Math.floor(at))) {
          members.set(a, JSON.stringify([a, p, q, f, l, T, m]));
        }
      }
      return members;
    },
    listedAt: (code) => pairs.get(code.toUpperCase())?.spec.listedAt ?? Number.POSITIVE_INFINITY,
  };
}
