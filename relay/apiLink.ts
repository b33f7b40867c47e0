import type { WebSocket } from 'ws';
import { type Market, marketNames } from '../markets/markets.js';
import { RelayRefused } from '../model/relayLink.ts';
import { bookRecord, frameRecord, readWish, type Said, saidRecord, type Wish } from '../model/relayWire.ts';
import type { Log } from '../runtime/log.ts';
import type { LinkCounts } from './linkCounts.ts';
import type { RelayMarket } from './market.ts';

export interface ApiLinkOptions {
  readonly markets: ReadonlyMap<Market, Pick<RelayMarket, 'follow' | 'askBook'>>;
  readonly counts: LinkCounts;
  /** Longest that may wait to be read by the other side, bytes. */
  readonly mostBacklog: number;
  readonly monotonic: () => number;
  readonly onDefect: (error: unknown) => void;
  readonly log: Pick<Log, 'warn'>;
}

/** More is no process of ours: an API asks for each stream once. */
const MOST_FOLLOWED = 20_000;
const MOST_BOOKS = 1_000;

/**
 * Between two batches of a link, ms. What comes sooner waits until then: a batch that is read costs the API as much as some of its frames, and what one
 * batch brings for a caller is written to it at once. Where little comes, nothing waits.
 */
const GATHER_MS = 5;

/**
 * The link of one process of the API: what it follows is followed for as long as it is open. What there is to say at one moment, or soon after another
 * message, goes as one message.
 * A process that stands still reads nothing: when too much waits for it, its link is cut, and all others go on.
 */
export function createApiLink(socket: WebSocket, options: ApiLinkOptions): void {
  const { markets, counts, mostBacklog, monotonic, onDefect } = options;
  /** What it follows, by its numbers: leaves it. */
  const followed = new Map<number, () => void>();
  let records: string[] = [];
  /** From when on they wait against our will, monotonic ms: until then a batch is gathered. */
  let dueAt = 0;
  /** When the last batch was sent, monotonic ms. */
  let flushedAt = Number.NEGATIVE_INFINITY;
  let books = 0;
  let isOpen = true;
  counts.links++;

  function put(record: string): void {
    if (!isOpen) return;
    if (records.push(record) > 1) return;
    const now = monotonic();
    dueAt = Math.max(now, flushedAt + GATHER_MS);
    if (dueAt === now) setImmediate(flush);
    else setTimeout(flush, dueAt - now);
  }

  const say = (said: Said): void => put(saidRecord(said));

  function flush(): void {
    if (!isOpen) return;
    flushedAt = monotonic();
    const batch = records.join('');
    records = [];
    if (socket.bufferedAmount > mostBacklog) {
      counts.cutOff++;
      options.log.warn(`a link to the API was cut: it has not read ${socket.bufferedAmount} bytes`);
      end();
      socket.terminate();
      return;
    }
    counts.lagMs = Math.max(counts.lagMs, flushedAt - dueAt);
    counts.bytes += batch.length;
    socket.send(batch, NO_FAULT);
  }

  function end(): void {
    if (!isOpen) return;
    isOpen = false;
    counts.links--;
    records = [];
    for (const leave of followed.values()) leave();
    followed.clear();
  }

  function follow({ number, market, stream }: Extract<Wish, { do: 'follow' }>): void {
    if (followed.has(number) || followed.size >= MOST_FOLLOWED) {
      socket.close(1008, 'too many streams, or one number twice');
      return;
    }
    const refuse = (code: RelayRefused['code'], why: string): void => {
      followed.delete(number);
      counts.refused++;
      say({ is: 'refused', number, code, why });
    };
    const relayed = markets.get(market);
    if (relayed === undefined) {
      refuse('unknown', `nothing of ${market} is relayed`);
      return;
    }
    let isOver = false;
    const leave = relayed.follow(stream, {
      onFollowed: () => say({ is: 'followed', number }),
      onFrame(text) {
        counts.frames++;
        put(frameRecord(number, text));
      },
      onBreak(why) {
        isOver = true;
        followed.delete(number);
        counts.broken++;
        say({ is: 'broken', number, why });
      },
      onRefused(code, why) {
        isOver = true;
        refuse(code, why);
      },
    });
    if (!isOver) followed.set(number, leave);
  }

  async function answerBook({ number, market, symbol, levels }: Extract<Wish, { do: 'book' }>): Promise<void> {
    books++;
    try {
      const book = books > MOST_BOOKS ? null : await markets.get(market)?.askBook(symbol, levels);
      put(bookRecord(number, book ?? null));
    } catch (error) {
      if (!(error instanceof RelayRefused)) throw error;
      say({ is: 'refused', number, code: error.code, why: error.message });
    } finally {
      books--;
    }
  }

  function obey(wish: Wish): void {
    if (wish.do === 'follow') follow(wish);
    else if (wish.do === 'book') answerBook(wish).catch(onDefect);
    else {
      followed.get(wish.number)?.();
      followed.delete(wish.number);
    }
  }

  socket.on('message', (data, isBinary) => {
    if (!isOpen) return;
    const wish = isBinary ? null : readWish(String(data), marketNames);
    if (wish === null) socket.close(1008, 'this is no wish');
    else {
      try {
        obey(wish);
      } catch (error) {
        onDefect(error);
      }
    }
  });
  socket.on('close', end);
  // What is wrong with it ends it, which is all that matters.
  socket.on('error', end);
}

const NO_FAULT = (): void => undefined;
