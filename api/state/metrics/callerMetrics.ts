import { Counter, Gauge, type Registry } from 'prom-client';
import { callerResults } from '../../../gateway/callers/counts.ts';
import type { CallerGateState } from '../../../gateway/callers/createCallerGate.ts';
import type { Market } from '../../../markets/markets.js';
import { marketMember } from '../../context/markets.ts';
import type { CallersOfMarket } from '../health/callersHealth.ts';

/** What callers have asked of the exchanges through this process. */
export interface CallerMetrics {
  show(callers: readonly CallersOfMarket[], states: ReadonlyMap<Market, CallerGateState>): void;
}

/** @param prefix of all names */
export function createCallerMetrics(registry: Registry, prefix: string): CallerMetrics {
  const registers = [registry];
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `${prefix}callers_${name}`, help, labelNames: ['market'], registers });
  const allowed = gauge('weight_allowed', 'Request weight of the present minute that callers may have');
  const used = gauge('weight_used', 'What of it all processes have spent');
  const entries = gauge('kept_answers', "Answers of the exchange that are kept in this process's memory");
  const bytes = gauge('kept_bytes', 'Bytes of these');
  const requests = new Counter({
    name: `${prefix}callers_requests_total`,
    help: 'Requests of callers for what only the exchange can answer: kept (answered from memory), passed (the exchange was asked), refused (for want of weight, or during a pause), failed',
    labelNames: ['market', 'path', 'result'],
    registers,
  });

  return {
    show(callers, states) {
      for (const metric of [allowed, used, entries, bytes, requests]) metric.reset();
      for (const one of callers) {
        const labels = marketMember(one.market);
        allowed.set(labels, one.allowed);
        if (one.used !== null) used.set(labels, one.used);
        entries.set(labels, one.entries);
        bytes.set(labels, one.bytes);
      }
      for (const [market, { counts }] of states) {
        for (const [path, count] of counts) {
          for (const result of callerResults) {
            requests.inc({ ...marketMember(market), path, result }, count[result]);
          }
        }
      }
    },
  };
}
