import type { Registry } from 'prom-client';
import { endCauses, refusalCauses, type SocketsState, type SocketsStates } from '../counts/socketCounts.ts';
import { registerRead } from './registerRead.ts';

/** Metrics of callers' sockets in this process, by their kind. */
export function registerSocketMetrics(registry: Registry, prefix: string, states: SocketsStates): void {
  const metrics = registerRead(registry, `${prefix}sockets_`);
  const byKind =
    <Value>(read: (of: SocketsState) => Value) =>
    (): Record<string, Value> =>
      Object.fromEntries([...states].map(([kind, state]) => [kind, read(state)]));
  const gauge = (name: string, help: string, read: (of: SocketsState) => number): void =>
    metrics.gauges(name, help, 'kind', byKind(read));
  const counter = (name: string, help: string, read: (of: SocketsState) => number): void =>
    metrics.counters(name, help, 'kind', byKind(read));
  const byCause = (name: string, help: string, read: (of: SocketsState) => Readonly<Record<string, number>>): void =>
    metrics.countersByTwo(name, help, ['kind', 'cause'], byKind(read));

  gauge('open', 'Sockets of callers', ({ now }) => now().sockets);
  gauge('subscriptions', 'Streams of all of these sockets together', ({ now }) => now().subscriptions);
  gauge('streams', 'Different streams that they follow', ({ now }) => now().streams);
  gauge('waiting_bytes', 'Bytes that callers have not taken yet', ({ now }) => now().waiting);
  counter('opened', 'Sockets that were opened', ({ counts }) => counts.opened);
  counter('frames', 'Messages sent to callers', ({ counts }) => counts.frames);
  counter('bytes', 'Bytes of these messages', ({ counts }) => counts.bytes);
  byCause('ended', `Sockets that have ended: ${Object.keys(endCauses).join(', ')}`, ({ counts }) => counts.ended);
  byCause(
    'refused',
    `Wishes for a socket not granted: ${Object.keys(refusalCauses).join(', ')}`,
    ({ counts }) => counts.refused,
  );
}
