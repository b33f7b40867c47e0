import type { Health } from '../../../../api/state/health/health.ts';
import { type StreamsHealth, streamsHealth } from '../../../../api/state/health/streamsHealth.ts';
import type { StreamsReport } from '../../../../store/reports/streamReports.ts';

type Feed = Health['feeds'][number];

/** A feed that is fresh, but for what is given. */
export const feedOf = (fields: Partial<Feed> = {}): Feed => ({
  type: 'price',
  feed: 'price',
  code: 'btcusdt',
  age: 400,
  asOf: 1_790_000_000_000,
  period: 1,
  stale: false,
  waiting: false,
  status: 'TRADING',
  failures: 0,
  lastError: null,
  ...fields,
});

const configStatus = { hash: '0123456789ab', ok: true, faults: [], restartNeeded: [] };

export const worker: Health['workers'][number] = {
  name: 'price',
  pid: 4711,
  state: 'active',
  at: 1_790_000_000_000,
  startedAt: 1_789_990_000_000,
  alive: true,
  period: 1,
  served: 'poll',
  counters: {},
};

/** A /health in which all is well, but for what is given. */
export const healthOf = (fields: Partial<Health> = {}): Health => ({
  status: 'ok',
  why: [],
  warnings: [],
  at: 1_790_000_000_000,
  uptime: 60,
  source: 'binance',
  exchange: { name: 'Binance', reachable: true, error: null, since: null },
  backfill: null,
  redis: { ok: true, usedMemory: 7_700_000, maxMemory: 0, policy: 'noeviction' },
  config: {
    api: { ...configStatus, file: '/collector/CONFIG.json', since: 1_790_000_000_000 },
    workers: { price: configStatus },
  },
  weight: {
    limit: 6000,
    budget: 5400,
    planned: 5101,
    foreign: 0,
    used: 800,
    level: 1,
    rung: 1,
    minute: 1_789_999_980_000,
  },
  streams: null,
  relay: null,
  sockets: null,
  requests: {},
  events: null,
  callers: [],
  exchangeInfo: null,
  pauses: [],
  feeds: [feedOf()],
  disabled: [],
  workers: [worker],
  defects: [],
  largeTradeUsd: 100_000,
  openGaps: null,
  ...fields,
});

/** What /health says of streams where processes report this. */
export function streamsOf(...reports: readonly StreamsReport[]): StreamsHealth {
  const streams = streamsHealth(reports, 'spot');
  if (streams === null) throw new Error('no process follows streams');
  return streams;
}
