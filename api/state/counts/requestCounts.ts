import { Counter, type Registry } from 'prom-client';
import type { Market } from '../../../markets/markets.js';
import { marketMember } from '../../context/markets.ts';

/** How often each method was answered in each way: by market, method, and where the answer came from or why there was none. */
export type RequestCounts = Readonly<
  Partial<Record<Market, Readonly<Record<string, Readonly<Record<string, number>>>>>>
>;

/** Counts requests by WebSocket. */
export function createRequestCounts(registry: Registry, prefix: string) {
  const counts = new Map<Market, Map<string, Map<string, number>>>();

  new Counter({
    name: `${prefix}ws_api_requests_total`,
    help: "Requests over the exchange's WebSocket API, by where the answers came from, or why there were none",
    labelNames: ['market', 'method', 'result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [market, methods] of counts) {
        for (const [method, results] of methods) {
          for (const [result, count] of results) this.inc({ ...marketMember(market), method, result }, count);
        }
      }
    },
  });

  return {
    /** @param method one of the market's, or `other` */
    count(market: Market, method: string, result: string): void {
      const methods = counts.get(market) ?? new Map<string, Map<string, number>>();
      counts.set(market, methods);
      const results = methods.get(method) ?? new Map<string, number>();
      methods.set(method, results.set(result, (results.get(result) ?? 0) + 1));
    },
    read: (): RequestCounts =>
      Object.fromEntries(
        [...counts].map(([market, methods]) => [
          market,
          Object.fromEntries([...methods].map(([method, results]) => [method, Object.fromEntries(results)])),
        ]),
      ),
  };
}
