import { Counter, Gauge, type Registry } from 'prom-client';
import { endCauses, refusalCauses, type SocketsState } from './socketCounts.ts';

/** Metrics of the sockets by which callers follow streams in this process. */
export function registerSocketMetrics(registry: Registry, prefix: string, sockets: SocketsState): void {
  const registers = [registry];
  const { counts } = sockets;
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name: `${prefix}sockets_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  const counter = (name: string, help: string, read: () => number): void => {
    new Counter({
      name: `${prefix}sockets_${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };
  const byCause = (name: string, help: string, read: () => Readonly<Record<string, number>>): void => {
    new Counter({
      name: `${prefix}sockets_${name}_total`,
      help,
      labelNames: ['cause'],
      registers,
      collect() {
        this.reset();
        for (const [cause, count] of Object.entries(read())) this.inc({ cause }, count);
      },
    });
  };

  gauge('open', 'Sockets by which callers follow streams', () => sockets.now().sockets);
  gauge('subscriptions', 'Streams of all of these sockets together', () => sockets.now().subscriptions);
  gauge('streams', 'Different streams that they follow', () => sockets.now().streams);
  gauge('waiting_bytes', 'Bytes that callers have not taken yet', () => sockets.now().waiting);
  counter('opened', 'Sockets that were opened', () => counts.opened);
  counter('frames', 'Messages sent to callers', () => counts.frames);
  counter('bytes', 'Bytes of these messages', () => counts.bytes);
  byCause('ended', `Sockets that have ended: ${Object.keys(endCauses).join(', ')}`, () => counts.ended);
  byCause('refused', `Wishes for a socket not granted: ${Object.keys(refusalCauses).join(', ')}`, () => counts.refused);
}
