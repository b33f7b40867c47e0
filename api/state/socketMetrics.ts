import type { Registry } from 'prom-client';
import { registerRead } from './registerRead.ts';
import { endCauses, refusalCauses, type SocketsState } from './socketCounts.ts';

/** Metrics of the sockets by which callers follow streams in this process. */
export function registerSocketMetrics(registry: Registry, prefix: string, sockets: SocketsState): void {
  const { gauge, counter, counters } = registerRead(registry, `${prefix}sockets_`);
  const { counts } = sockets;
  const ended = `Sockets that have ended: ${Object.keys(endCauses).join(', ')}`;
  const refused = `Wishes for a socket not granted: ${Object.keys(refusalCauses).join(', ')}`;
  gauge('open', 'Sockets by which callers follow streams', () => sockets.now().sockets);
  gauge('subscriptions', 'Streams of all of these sockets together', () => sockets.now().subscriptions);
  gauge('streams', 'Different streams that they follow', () => sockets.now().streams);
  gauge('waiting_bytes', 'Bytes that callers have not taken yet', () => sockets.now().waiting);
  counter('opened', 'Sockets that were opened', () => counts.opened);
  counter('frames', 'Messages sent to callers', () => counts.frames);
  counter('bytes', 'Bytes of these messages', () => counts.bytes);
  counters('ended', ended, 'cause', () => counts.ended);
  counters('refused', refused, 'cause', () => counts.refused);
}
