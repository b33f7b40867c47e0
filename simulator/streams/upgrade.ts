import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Faults } from '../faults.ts';
import type { MarketName } from '../market.ts';
import type { StatsKeeper } from '../stats.ts';
import type { Attempts } from './attempts.ts';
import { type ConnectionRules, createConnection } from './connection.ts';
import { MOST_STREAMS } from './requests.ts';
import { marketOf } from './route.ts';
import type { StreamCounts } from './streamStats.ts';
import type { Streams } from './streams.ts';
import { readStreamUrl } from './streamUrl.ts';

export interface UpgradeParts {
  readonly streams: Streams;
  readonly attempts: Attempts;
  readonly rules: Readonly<Record<MarketName, ConnectionRules>>;
  readonly counts: StreamCounts;
  readonly faults: Faults;
  readonly stats: StatsKeeper;
  readonly now: () => number;
}

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Longest message of a client, bytes. */
const MOST_BYTES = 256 * 1024;

/** Opens sockets for streams, or refuses them: where there is nothing, after too many attempts, and where a fault says so. */
export function createUpgradeListener(parts: UpgradeParts): UpgradeListener {
  const { streams, attempts, rules, counts, faults, stats } = parts;
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: MOST_BYTES,
  });

  return (request, stream, head) => {
    const socket = stream as Socket;
    socket.on('error', () => {});
    const refuse = (status: number, retryAfter?: number): void => {
      counts.refused += 1;
      const after = retryAfter === undefined ? '' : `Retry-After: ${retryAfter}\r\n`;
      const reason = STATUS_CODES[status] ?? 'Refused';
      socket.end(
        `HTTP/1.1 ${status} ${reason}\r\nX-Simulator: 1\r\n${after}Content-Length: 0\r\nConnection: close\r\n\r\n`,
      );
    };

    const opening = readStreamUrl(request.url ?? '/');
    if (opening === undefined) return refuse(404);
    const market = marketOf(opening.route);
    const count = attempts.count(`${market} ${socket.remoteAddress ?? 'unknown'}`, parts.now());
    counts.attempts += 1;
    counts.mostAttempts = Math.max(counts.mostAttempts, count);
    if (attempts.isTooMany(count)) return refuse(429);
    const struck = faults.strikeHandshake(opening.route);
    if (struck !== undefined) {
      stats.fault(struck.fault.kind);
      return refuse(struck.fault.status ?? 503, struck.fault.retryAfter);
    }
    if (opening.names.length > MOST_STREAMS) return refuse(400);
    server.handleUpgrade(request, socket, head, (webSocket) => {
      socket.setNoDelay(true);
      const connection = createConnection(webSocket, socket, opening, streams, rules[market], counts);
      streams.opened(connection);
      connection.subscribe(opening.names);
    });
  };
}
