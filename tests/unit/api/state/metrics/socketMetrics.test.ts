import { Registry } from 'prom-client';
import {
  createSocketCounts,
  type SocketKindName,
  type SocketsState,
} from '../../../../../api/state/counts/socketCounts.ts';
import { registerSocketMetrics } from '../../../../../api/state/metrics/socketMetrics.ts';

it('each kind of sockets has its samples, which are those of now', async () => {
  const registry = new Registry();
  const states = new Map<SocketKindName, SocketsState>();
  for (const kind of ['streams', 'futures'] as const) {
    const counts = createSocketCounts();
    states.set(kind, { counts, now: () => ({ sockets: counts.opened, subscriptions: 5, streams: 4, waiting: 0 }) });
  }
  registerSocketMetrics(registry, 'us_', states);
  const samples = async () => (await registry.metrics()).split('\n').filter((line) => !line.startsWith('#'));
  await samples();
  for (const { counts } of states.values()) Object.assign(counts, { opened: 2, bytes: 300 });
  const { counts } = states.get('futures') as SocketsState;
  counts.ended.slow = 7;
  counts.refused.full = 1;
  // A scrape adds nothing to the one before.
  for (let scrape = 0; scrape < 2; scrape += 1) {
    expect(await samples()).toEqual(
      expect.arrayContaining([
        'us_sockets_open{kind="streams"} 2',
        'us_sockets_open{kind="futures"} 2',
        'us_sockets_subscriptions{kind="futures"} 5',
        'us_sockets_waiting_bytes{kind="futures"} 0',
        'us_sockets_bytes_total{kind="streams"} 300',
        'us_sockets_ended_total{kind="streams",cause="slow"} 0',
        'us_sockets_ended_total{kind="futures",cause="slow"} 7',
        'us_sockets_refused_total{kind="futures",cause="full"} 1',
      ]),
    );
  }
});
