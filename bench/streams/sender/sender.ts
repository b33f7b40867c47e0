import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import { PlayedPair as Pair, type PlayedPair, type Send } from './playedPair.ts';
import { readRecording } from './recording.ts';
import { createRest } from './restAnswers.ts';
import { createSockets } from './sockets.ts';
import { type Told, toldStream } from './tellings.ts';

/** What the sender has done so far. */
export interface SenderFigures {
  readonly frames: number;
  /** Frames by what follows `@` in their streams' names. */
  readonly byStream: Readonly<Record<string, number>>;
  /** Weight by minute; answers by status. */
  readonly weightByMinute: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byPath: Readonly<Record<string, number>>;
  /** The latest that an event was sent after it was due, ms, since the last look. */
  readonly mostLateMs: number;
}

/** A frame of a traced pair: when it went out (wall clock, ms with fractions), and its value. */
export type Sent = readonly [at: number, stream: string, value: string];

const TICK_MS = 2;
/** Streams that speak by the clock are looked at every so many ticks. */
const TOLD_EVERY = 5;

/** The names of pairs, the busiest first. */
export const symbolOf = (number: number): string => `P${String(number).padStart(3, '0')}USDT`;

/** Plays pairs: the first as fast as recorded, number r so r times slower. */
export function createSender({ pairs: count, isSameRate }: { pairs: number; isSameRate: boolean }) {
  const recording = readRecording();
  const startedAt = Date.now() + 500;
  const pairs = Array.from(
    { length: count },
    (_, index) => new Pair(symbolOf(index + 1), recording, isSameRate ? 1 : index + 1, startedAt),
  );
  const bySymbol = new Map(pairs.map((pair) => [pair.symbol, pair]));
  const rest = createRest(bySymbol);
  const byStream: Record<string, number> = {};
  const tellings = new Map<string, Told>();
  let mostLateMs = 0;
  let tick = 0;
  const trace = { symbol: '', sent: [] as Sent[] };

  const sockets = createSockets((name) => {
    const [code = '', suffix = ''] = name.split('@', 2);
    const pair = bySymbol.get(code.toUpperCase());
    const number = pair === undefined ? 0 : pairs.indexOf(pair);
    const told = pair && toldStream(pair, number, suffix, Date.now());
    if (told !== undefined) tellings.set(name, told);
  });

  const senders = pairs.map((pair): Send => {
    const code = pair.symbol.toLowerCase();
    const names = new Map(
      ['depth@100ms', 'bookTicker', 'trade', 'aggTrade'].map((stream) => [stream, `${code}@${stream}`]),
    );
    return (stream, data, value) => {
      const name = names.get(stream) ?? '';
      if (!sockets.isFollowed(name)) return;
      byStream[stream] = (byStream[stream] ?? 0) + 1;
      sockets.send(name, data());
      if (trace.symbol === pair.symbol) trace.sent.push([performance.timeOrigin + performance.now(), stream, value()]);
    };
  });

  function play(pair: PlayedPair, send: Send, now: number): void {
    for (let due = pair.due(); due <= now; due = pair.due()) {
      mostLateMs = Math.max(mostLateMs, now - due);
      pair.play(now, send);
    }
  }

  const timer = setInterval(() => {
    const now = Date.now();
    for (const [index, pair] of pairs.entries()) play(pair, senders[index] as Send, now);
    tick++;
    if (tick % TOLD_EVERY !== 0) return;
    for (const [name, told] of tellings) {
      if (told.due > now) continue;
      if (!sockets.isFollowed(name)) {
        tellings.delete(name);
        continue;
      }
      const kind = name.slice(name.indexOf('@') + 1);
      for (const data of told.run(now)) {
        byStream[kind] = (byStream[kind] ?? 0) + 1;
        sockets.send(name, data);
      }
    }
  }, TICK_MS);

  function figures(): SenderFigures {
    const { weightByMinute, byStatus, byPath } = rest.stats.read();
    const late = mostLateMs;
    mostLateMs = 0;
    return { frames: sockets.frames(), byStream, weightByMinute, byStatus, byPath, mostLateMs: late };
  }

  const listener: RequestListener = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sender');
    if (pathname === '/figures') return void response.end(JSON.stringify(figures()));
    if (pathname === '/trace') {
      const { sent } = trace;
      trace.sent = [];
      trace.symbol = searchParams.get('symbol') ?? '';
      return void response.end(JSON.stringify(sent));
    }
    rest.listener(request, response);
  };

  return {
    listener,
    upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => sockets.upgrade(request, socket, head),
    close() {
      clearInterval(timer);
      sockets.close();
    },
  };
}
