import { WebSocket } from 'ws';
import { connectors } from '../gateway/connectors.ts';
import type { Market } from '../markets/markets.js';
import { type RelayFollower, type RelayLink, RelayRefused } from '../model/relayLink.ts';

/** A way to a simulator's streams without a relay process: one socket for each route of each market, opened when it is needed. */
export interface SimulatorLink extends RelayLink {
  /** While it is false everything is refused: there is no relay. */
  isThere: boolean;
  /** Streams that are refused, and why. */
  readonly refusing: Map<string, RelayRefused['code']>;
  /** Lets no stream count as accepted until what it returns is called. */
  hold(): () => void;
  /** Streams that are followed now, each once. */
  followed(): string[];
  /** Tells the followers of a stream something that the exchange has not sent. */
  tell(stream: string, payload: string): void;
  /** Breaks off one stream, or all of them. */
  break(stream?: string): void;
  close(): void;
}

interface Upstream {
  readonly socket: WebSocket;
  readonly opened: Promise<void>;
  /** What waits for an answer. */
  readonly asked: Map<number, () => void>;
  /** Streams to be subscribed next, with whom to tell, and those to be left: the exchange allows five messages a second. */
  readonly wanted: Map<string, () => void>;
  readonly unwanted: Set<string>;
  timer?: NodeJS.Timeout;
}

const PACE_MS = 420;

interface Followed {
  readonly stream: string;
  readonly upstream: Upstream;
  readonly followers: Set<RelayFollower>;
  readonly accepted: Promise<void>;
}

/** @param urls ws:// of each market, without a slash at the end */
export function openSimulatorLink(urls: Readonly<Record<Market, string>>): SimulatorLink {
  const upstreams = new Map<string, Upstream>();
  const all = new Map<string, Followed>();
  let lastId = 0;

  function upstreamOf(market: Market, stream: string): Upstream {
    const protocol = connectors[market].streams;
    if (protocol === undefined) throw new RelayRefused('unknown', 'there are no streams');
    const url = protocol.urlOf(urls[market], protocol.routeOf(stream));
    const known = upstreams.get(url);
    if (known !== undefined) return known;
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const asked = new Map<number, () => void>();
    const opened = new Promise<void>((resolve) => socket.once('open', () => resolve()));
    const upstream: Upstream = { socket, opened, asked, wanted: new Map(), unwanted: new Set() };
    upstreams.set(url, upstream);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      upstreams.delete(url);
      for (const followed of [...all.values()]) if (followed.upstream === upstream) end(followed, 'its socket closed');
    });
    socket.on('message', (data) => {
      const text = String(data);
      const [, name] = /^\{"stream":"([^"]+)","data":/.exec(text) ?? [];
      if (name === undefined) {
        const { id } = JSON.parse(text) as { readonly id: number };
        asked.get(id)?.();
        asked.delete(id);
        return;
      }
      const payload = text.slice(`{"stream":"${name}","data":`.length, -1);
      for (const follower of all.get(`${market} ${name}`)?.followers ?? []) follower.onFrame(payload);
    });
    return upstream;
  }

  function ask(upstream: Upstream, stream: string): Promise<void> {
    return new Promise((resolve) => {
      upstream.unwanted.delete(stream);
      upstream.wanted.set(stream, resolve);
      void flush(upstream);
    });
  }

  function leave(upstream: Upstream, stream: string): void {
    if (!upstream.wanted.delete(stream)) upstream.unwanted.add(stream);
    void flush(upstream);
  }

  async function flush(upstream: Upstream): Promise<void> {
    await upstream.opened;
    const { socket, wanted, unwanted, asked } = upstream;
    if (upstream.timer !== undefined || socket.readyState !== WebSocket.OPEN || wanted.size + unwanted.size === 0)
      return;
    const send = (method: string, params: Iterable<string>, onAnswer: () => void) => {
      const id = ++lastId;
      asked.set(id, onAnswer);
      socket.send(JSON.stringify({ method, params: [...params], id }));
    };
    const told = [...wanted.values()];
    if (wanted.size > 0) send('SUBSCRIBE', wanted.keys(), () => told.forEach((tell) => void tell()));
    if (unwanted.size > 0) send('UNSUBSCRIBE', unwanted, () => undefined);
    wanted.clear();
    unwanted.clear();
    upstream.timer = setTimeout(() => {
      delete upstream.timer;
      void flush(upstream);
    }, PACE_MS);
  }

  function end(followed: Followed, why: string): void {
    for (const [key, known] of all) if (known === followed) all.delete(key);
    for (const follower of followed.followers) follower.onBreak(why);
    followed.followers.clear();
  }

  let held: Promise<void> | null = null;

  const link: SimulatorLink = {
    isThere: true,
    refusing: new Map(),
    hold() {
      let accept: () => void = () => undefined;
      held = new Promise((resolve) => {
        accept = resolve;
      });
      return () => {
        held = null;
        accept();
      };
    },
    async follow(market, stream, follower) {
      if (!link.isThere) throw new RelayRefused('away', 'there is no relay');
      const refusal = link.refusing.get(stream);
      if (refusal !== undefined) throw new RelayRefused(refusal, 'a test refuses it');
      if (connectors[market].relayed?.streamOf(stream) == null) throw new RelayRefused('unknown', 'there is none');
      const key = `${market} ${stream}`;
      let followed = all.get(key);
      if (followed === undefined) {
        const upstream = upstreamOf(market, stream);
        followed = { stream, upstream, followers: new Set(), accepted: ask(upstream, stream) };
        all.set(key, followed);
      }
      const { followers, upstream, accepted } = followed;
      followers.add(follower);
      await accepted;
      await held;
      return {
        close() {
          if (!followers.delete(follower) || followers.size > 0 || all.get(key) !== followed) return;
          all.delete(key);
          leave(upstream, stream);
        },
      };
    },
    book: async () => null,
    isUp: () => link.isThere,
    followed: () => [...all.values()].map(({ stream }) => stream),
    tell(stream, payload) {
      for (const followed of all.values()) {
        if (followed.stream === stream) for (const follower of followed.followers) follower.onFrame(payload);
      }
    },
    break(stream) {
      for (const followed of [...all.values()]) {
        if (stream === undefined || followed.stream === stream) end(followed, 'a test broke it off');
      }
    },
    close() {
      for (const { socket, timer } of upstreams.values()) {
        clearTimeout(timer);
        socket.terminate();
      }
    },
  };
  return link;
}
