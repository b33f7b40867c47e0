import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import { madeUpRecording } from './madeUpRecording.ts';
import { PlayedPair as Pair, type PlayedPair, playedStreams, type Send } from './playedPair.ts';
import { readRecording, whyNoRecording } from './recording.ts';
import { createRest } from './restAnswers.ts';
import { createSockets } from './sockets.ts';
import { stamped } from './stamp.ts';
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

/** The stream that has this number in stamps. */
export const streamOf = (number: number): string =>
  nameOf(
    { symbol: symbolOf(Math.floor(number / playedStreams.length) + 1) },
    playedStreams[number % playedStreams.length],
  );

const nameOf = ({ symbol }: Pick<PlayedPair, 'symbol'>, stream = ''): string => `${symbol.toLowerCase()}@${stream}`;

export interface SenderOptions {
  readonly pairs: number;
  /** All pairs as fast as recorded. */
  readonly isSameRate: boolean;
  /** What is played from the recording ends with a stamp (stamp.ts), so that who gets it knows whether something is missing, and how late it is. */
  readonly isStamped: boolean;
}

/** Plays pairs: the first as fast as recorded, number r so r times slower. */
export function createSender({ pairs: count, isSameRate, isStamped }: SenderOptions) {
  const recording = whyNoRecording() === null ? readRecording() : madeUpRecording();
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
  /** Events of each stream that were stamped, by its number. */
  const numbers = Array.from({ length: count * playedStreams.length }, () => 0);

  const sockets = createSockets((name) => {
    const [code = '', suffix = ''] = name.split('@', 2);
    const pair = bySymbol.get(code.toUpperCase());
    const number = pair === undefined ? 0 : pairs.indexOf(pair);
    const told = pair && toldStream(pair, number, suffix, Date.now());
    if (told !== undefined) tellings.set(name, told);
  });

  const senders = pairs.map((pair, index): Send => {
    const names = new Map(playedStreams.map((stream) => [stream, nameOf(pair, stream)]));
    return (stream, data, value) => {
      const name = names.get(stream) ?? '';
      if (!sockets.isFollowed(name)) return;
      byStream[stream] = (byStream[stream] ?? 0) + 1;
      const number = index * playedStreams.length + playedStreams.indexOf(stream);
      if (isStamped) sockets.send(name, stamped(data(), number, next(number)));
      else sockets.send(name, data());
      if (trace.symbol === pair.symbol) trace.sent.push([performance.timeOrigin + performance.now(), stream, value()]);
    };
  });

  function next(stream: number): number {
    const number = (numbers[stream] ?? 0) + 1;
    numbers[stream] = number;
    return number;
  }

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
    if (pathname === '/numbers') return void response.end(JSON.stringify(numbers));
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
