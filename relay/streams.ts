import type { RelayedStream, RelayedStreams } from '../exchanges/relayedStreams.ts';
import type { Hub } from '../gateway/streams/hub.ts';
import type { Listed } from './listed.ts';
import type { Room } from './room.ts';
import { createUpstream, type Listener, type Upstream } from './upstream.ts';

/** The streams of a market, each followed once at the exchange, whoever follows it here. */
export interface Streams {
  /** Follows a stream. Its listener may be told something before this returns. @returns leaves it, if it is not left yet */
  follow(name: string, listener: Listener): () => void;
  /** Streams that tell changes of a pair's book and that somebody follows, or did lately; the most frequent one first. */
  changesOf(symbol: string): readonly Upstream[];
  /** The exchange's names of some pairs whose streams are followed, those first that have told something. */
  someSymbols(): readonly string[];
  /** Leaves what nobody has followed for long, and refuses what does not come. Called each second. */
  look(): void;
  size(): number;
  close(): void;
}

export interface StreamsOptions {
  readonly hub: Pick<Hub, 'follow'>;
  readonly relayed: RelayedStreams;
  readonly room: Room;
  readonly listed: Pick<Listed, 'has'>;
  readonly monotonic: () => number;
  /** An event of a stream that tells changes of a book has come. Before that it is told to nobody. */
  readonly onChange: (stream: Upstream, text: string) => void;
  /** Such a stream is up, or no longer. */
  readonly onChanges: (symbol: string) => void;
}

/** A stream that nobody has followed for so long is left, ms: callers that reconnect find it as it was. */
export const UNUSED_MS = 30_000;

/** As many as are needed to show that sockets live. */
const SOME = 4;

/** What the exchange has not accepted after so long is refused, ms: callers try again. */
const ACCEPTED_WITHIN_MS = 10_000;

export function createStreams(options: StreamsOptions): Streams {
  const { hub, relayed, room, listed, monotonic } = options;
  const byName = new Map<string, Upstream>();

  function why(name: string): string | RelayedStream {
    const found = relayed.streamOf(name);
    if (found === null) return 'there is no such stream';
    const { symbol } = found;
    return symbol === null || listed.has(symbol) ? found : `the exchange lists no ${symbol}`;
  }

  function begin(name: string, stream: RelayedStream): Upstream {
    const { symbol, bookEveryMs } = stream;
    const tellsBook = symbol !== null && bookEveryMs !== undefined;
    const upstream: Upstream = createUpstream(name, stream, {
      hub,
      monotonic,
      onEvent: tellsBook ? (text) => options.onChange(upstream, text) : null,
      onState: () => {
        if (tellsBook) options.onChanges(symbol);
      },
    });
    byName.set(name, upstream);
    upstream.begin();
    return upstream;
  }

  function end(upstream: Upstream): void {
    byName.delete(upstream.name);
    room.give();
    upstream.close();
  }

  room.join(() => {
    const unused = [...byName.values()].flatMap((upstream) => {
      const since = upstream.unusedSince();
      return since === null ? [] : [{ since, end: () => end(upstream) }];
    });
    return unused.sort((one, other) => one.since - other.since)[0] ?? null;
  });

  return {
    follow(name, listener) {
      const known = byName.get(name);
      if (known !== undefined) return known.follow(listener);
      const stream = why(name);
      if (typeof stream === 'string') {
        listener.onRefused('unknown', stream);
        return () => undefined;
      }
      if (!room.take()) {
        listener.onRefused('full', `${room.most} streams are relayed, which is as many as may be`);
        return () => undefined;
      }
      return begin(name, stream).follow(listener);
    },

    changesOf: (symbol) =>
      [...byName.values()]
        .filter(({ stream }) => stream.symbol === symbol && stream.bookEveryMs !== undefined)
        .sort((one, other) => (one.stream.bookEveryMs ?? 0) - (other.stream.bookEveryMs ?? 0)),

    someSymbols() {
      const spoken = new Set<string>();
      const others = new Set<string>();
      for (const { stream, last } of byName.values()) {
        if (stream.symbol === null) continue;
        (last() === undefined ? others : spoken).add(stream.symbol);
        if (spoken.size === SOME) break;
      }
      return [...spoken, ...others].slice(0, SOME);
    },

    look() {
      const now = monotonic();
      for (const upstream of byName.values()) {
        upstream.refuseWaiting(now - ACCEPTED_WITHIN_MS);
        const since = upstream.unusedSince();
        if (since !== null && now - since >= UNUSED_MS) end(upstream);
      }
    },

    size: () => byName.size,

    close() {
      for (const upstream of byName.values()) end(upstream);
    },
  };
}
