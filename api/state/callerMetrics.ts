import { Counter, Gauge, type Registry } from 'prom-client';
import { type CallersState, endCauses, refusalCauses } from './callerCounts.ts';

/** Metrics of the sockets by which callers follow streams in this process. */
export function registerCallerMetrics(registry: Registry, prefix: string, callers: CallersState): void {
  const registers = [registry];
  const { counts } = callers;
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name: `${prefix}callers_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  const counter = (name: string, help: string, read: () => number): void => {
    new Counter({
      name: `${prefix}callers_${name}_total`,
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
      name: `${prefix}callers_${name}_total`,
      help,
      labelNames: ['cause'],
      registers,
      collect() {
        this.reset();
        for (const [cause, count] of Object.entries(read())) this.inc({ cause }, count);
      },
    });
  };

  gauge('sockets', 'Sockets by which callers follow streams', () => callers.now().sockets);
  gauge('subscriptions', 'Streams of all of these sockets together', () => callers.now().subscriptions);
  gauge('streams', 'Different streams that they follow', () => callers.now().streams);
  gauge('waiting_bytes', 'Bytes that callers have not taken yet', () => callers.now().waiting);
  counter('opened', 'Sockets that were opened', () => counts.opened);
  counter('frames', 'Messages sent to callers', () => counts.frames);
  counter('bytes', 'Bytes of these messages', () => counts.bytes);
  byCause('ended', `Sockets that have ended: ${Object.keys(endCauses).join(', ')}`, () => counts.ended);
  byCause('refused', `Wishes for a socket not granted: ${Object.keys(refusalCauses).join(', ')}`, () => counts.refused);
}
