import { Counter, Gauge, type Registry } from 'prom-client';
import { endCauses, refusalCauses, type SocketsState, type SocketsStates } from './socketCounts.ts';

/** Metrics of callers' sockets in this process, by their kind. */
export function registerSocketMetrics(registry: Registry, prefix: string, states: SocketsStates): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: (of: SocketsState) => number): void => {
    new Gauge({
      name: `${prefix}sockets_${name}`,
      help,
      labelNames: ['kind'],
      registers,
      collect() {
        for (const [kind, state] of states) this.set({ kind }, read(state));
      },
    });
  };
  const counter = (name: string, help: string, read: (of: SocketsState) => number): void => {
    new Counter({
      name: `${prefix}sockets_${name}_total`,
      help,
      labelNames: ['kind'],
      registers,
      collect() {
        this.reset();
        for (const [kind, state] of states) this.inc({ kind }, read(state));
      },
    });
  };
  const byCause = (name: string, help: string, read: (of: SocketsState) => Readonly<Record<string, number>>): void => {
    new Counter({
      name: `${prefix}sockets_${name}_total`,
      help,
      labelNames: ['kind', 'cause'],
      registers,
      collect() {
        this.reset();
        for (const [kind, state] of states) {
          for (const [cause, count] of Object.entries(read(state))) this.inc({ kind, cause }, count);
        }
      },
    });
  };

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
