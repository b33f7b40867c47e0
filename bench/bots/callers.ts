import { Agent, get } from 'node:http';
import { endpoints } from '../../exchanges/binance/spot/endpoints.ts';
import type { Endpoint, Params } from '../../model/endpoint.ts';

/** Answers by what became of them. */
export type Counts = Readonly<Record<string, number>>;

/** Answers of the API in Binance's dialect by their result, all paths together. */
export async function dialectResults(apiUrl: string): Promise<Counts> {
  const text = await (await fetch(`${apiUrl}/metrics`)).text();
  const counts: Record<string, number> = {};
  for (const [, result = '', count] of text.matchAll(
    /^binance_collector_dialect_answers_total\{.*result="(\w+)".*\} (\d+)$/gm,
  ))
    counts[result] = (counts[result] ?? 0) + Number(count);
  return counts;
}

/** What was counted since. */
export const since = (before: Counts, after: Counts): Counts =>
  Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));

/** A caller who asks from an address of its own. */
export interface Caller {
  /** Asks for candles. @returns the status */
  klines(params: Params): Promise<number>;
  close(): void;
}

const klines: Endpoint = endpoints.klines;

/** @param address of this machine: by it the API tells callers apart */
export function createCaller(apiUrl: string, address: string, maxSockets: number): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets, localAddress: address });
  return {
    klines(params) {
      const query = new URLSearchParams(
        Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]),
      );
      return new Promise((resolve, reject) => {
        get(`${apiUrl}${klines.path}?${query}`, { agent }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode ?? 0));
        }).on('error', reject);
      });
    },
    close: () => agent.destroy(),
  };
}

const MINUTE = 60_000;
const AT_ONCE = 20;

/** Asks without a pause for what nobody has asked for before. @returns ends it, and tells the statuses that it has had */
export function flood(apiUrl: string, symbols: readonly string[]): () => Promise<Counts> {
  const caller = createCaller(apiUrl, '127.0.0.2', AT_ONCE);
  const statuses: Record<string, number> = {};
  let [isStopped, next] = [false, 0];
  const now = Date.now();
  const ask = async (): Promise<void> => {
    while (!isStopped) {
      const symbol = symbols[next % symbols.length] ?? '';
      next += 1;
      // Candles by another clock are not stored. Recent ones cost the exchange little: it is not to be what is slow.
      const endTime = now - Math.floor(next / symbols.length) * MINUTE;
      const status = await caller.klines({ symbol, interval: '1m', timeZone: '1', endTime, limit: 5 });
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  const asking = Promise.all(Array.from({ length: AT_ONCE }, ask));
  return async () => {
    isStopped = true;
    await asking;
    caller.close();
    return statuses;
  };
}
