import { Gauge, type Registry } from 'prom-client';
import { DEFAULT_MARKET, type Market } from '../../../markets/markets.js';
import { marketMember } from '../../context/markets.ts';
import type { Health } from '../health/health.ts';
import { isReady } from '../health/ready.ts';
import type { Overview } from '../read/overview.ts';

/** What /health and /ready say, for alerts. */
export interface StateMetrics {
  /** Sets all anew, so that no sample stays of what is over. */
  show(health: Health, overview: Overview): void;
}

const statuses: readonly Health['status'][] = ['ok', 'stale', 'degraded'];

/** @param prefix of all names */
export function createStateMetrics(registry: Registry, prefix: string): StateMetrics {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labels: readonly Label[]) =>
    new Gauge({ name: prefix + name, help, labelNames: [...labels], registers });
  const status = gauge('status', '1 for the status that /health shows, 0 for the others', ['status']);
  const ready = gauge('ready', '1 while /ready answers 200', []);
  const redisUp = gauge('redis_up', '1 while Redis answers', []);
  const redisRefuses = gauge('redis_refuses', '1 while Redis answers, but refuses writes or commands', []);
  const memory = gauge('redis_memory_bytes', 'Memory that Redis uses, and its maxmemory; 0: it has none', ['which']);
  const configOk = gauge('config_ok', '1 while the API and all workers accept CONFIG.json', []);
  const defects = gauge('defects', 'Defects of this program that were met within the last minute', []);
  const reachable = gauge('exchange_reachable', '1 while the exchange answers the collectors', ['market']);
  const pause = gauge('pause_seconds', 'Time until the pause ends that the exchange has ordered', ['market', 'status']);
  const workerUp = gauge('worker_up', '1 for a worker that has reported within five seconds', ['market', 'worker']);

  function showRedis({ redis }: Health, { trouble, refusal }: Overview): void {
    redisUp.set(trouble === 'away' ? 0 : 1);
    redisRefuses.set(refusal === null ? 0 : 1);
    if (redis.usedMemory !== null) memory.set({ which: 'used' }, redis.usedMemory);
    if (redis.maxMemory !== null) memory.set({ which: 'max' }, redis.maxMemory);
  }

  function showExchanges({ exchange, markets = {}, pauses }: Health, { markets: moments }: Overview): void {
    for (const [market, { exchange: state }] of Object.entries({ [DEFAULT_MARKET]: { exchange }, ...markets })) {
      if (state.reachable !== null) reachable.set(marketMember(market as Market), state.reachable ? 1 : 0);
    }
    for (const { market, status: ordered, until } of pauses) {
      const leftMs = until - (moments.get(market)?.at ?? until);
      pause.set({ ...marketMember(market), status: ordered }, leftMs / 1000);
    }
  }

  return {
    show(health, overview) {
      for (const metric of [status, memory, reachable, pause, workerUp]) metric.reset();
      for (const each of statuses) status.set({ status: each }, each === health.status ? 1 : 0);
      ready.set(isReady(overview) ? 1 : 0);
      showRedis(health, overview);
      showExchanges(health, overview);
      const { api, workers } = health.config;
      configOk.set(api.ok && Object.values(workers).every(({ faults }) => faults.length === 0) ? 1 : 0);
      defects.set(health.defects.length);
      for (const { market, name, alive } of health.workers) {
        workerUp.set({ ...(market && { market }), worker: name }, alive ? 1 : 0);
      }
    },
  };
}
