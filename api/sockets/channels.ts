import { setTimeout as wait } from 'node:timers/promises';
import type { Market } from '../../markets/markets.js';
import { type RelayLink, RelayRefused } from '../../model/relayLink.ts';
import { inTime } from './inTime.ts';
import { textFrame } from './textFrame.ts';

/** How events are sent. Receivers of one form get the same bytes, which are made once. */
export interface FrameForm {
  /**
   * An event as it is sent.
   *
   * @param payload the event's own text, as the exchange sent it
   * @returns null: it is not sent
   */
  textOf(payload: string, stream: string): string | null;
}

/** Who gets the frames of streams. */
export interface Receiver {
  /** May change. */
  readonly form: FrameForm;
  push(frame: Buffer): void;
  /** One of its streams has broken off. */
  onBreak(stream: string, why: string): void;
}

/** A receiver's part in a stream. */
export interface Membership {
  /** Frames are handed on only while this is true: whoever joins says when. */
  isLive: boolean;
  /** Resolves when the stream is followed. Rejects with a RelayRefused. */
  readonly opened: Promise<void>;
  leave(): void;
}

/** The streams that somebody follows through this process, each of which is asked of the relay once. */
export interface Channels {
  join(market: Market, stream: string, receiver: Receiver): Membership;
  /**
   * Follows streams for somebody who is not there yet.
   *
   * @param openBy monotonic ms
   * @throws RelayRefused where one of them cannot be had, or not in time
   */
  reserve(market: Market, streams: readonly string[], openBy: number): Promise<{ leave(): void }>;
  /** Streams that are followed. */
  readonly size: number;
}

const NOBODY: Receiver = { form: { textOf: () => null }, push: () => undefined, onBreak: () => undefined };

/**
 * Within what time who wishes for a socket gets it or is refused, whatever its opening waits for; and for how long a relay that is away may come back
 * until who asks for a stream over an open socket is refused, ms. Long enough for a restart; and less than four seconds, after which a client
 * (binance-api-node) gives a handshake up and throws where nobody can catch it.
 */
export const PATIENCE_MS = 3_000;

export interface ChannelsOptions {
  /** For how long a relay that is away may come back until who waits is refused, ms. */
  readonly patienceMs: number;
  readonly retryEveryMs?: number;
  readonly monotonic: () => number;
}

export function createChannels(
  link: RelayLink,
  { patienceMs, retryEveryMs = 200, monotonic }: ChannelsOptions,
): Channels {
  const channels = new Map<string, Channel>();

  function open(market: Market, stream: string, key: string): Channel {
    const channel = new Channel(stream, () => {
      if (channels.get(key) === channel) channels.delete(key);
    });
    channels.set(key, channel);
    channel.opened = follow(market, channel).then(
      (way) => channel.onOpened(way),
      (error: unknown) => {
        channel.end();
        throw error;
      },
    );
    // Whoever joined hears of it; they may all have left.
    channel.opened.catch(() => undefined);
    return channel;
  }

  async function follow(market: Market, channel: Channel): Promise<{ close(): void }> {
    const giveUpAt = monotonic() + patienceMs;
    for (;;) {
      try {
        return await link.follow(market, channel.stream, channel);
      } catch (error) {
        const isAway = error instanceof RelayRefused && error.code === 'away';
        if (!isAway || channel.isOver || monotonic() >= giveUpAt) throw error;
      }
      await wait(retryEveryMs);
      if (channel.isOver) throw new RelayRefused('away', 'nobody waits for it any more');
    }
  }

  function join(market: Market, stream: string, receiver: Receiver): Membership {
    const key = `${market} ${stream}`;
    const channel = channels.get(key) ?? open(market, stream, key);
    return channel.join(receiver);
  }

  return {
    get size() {
      return channels.size;
    },
    join,
    async reserve(market, streams, openBy) {
      const memberships = streams.map((stream) => join(market, stream, NOBODY));
      const leave = () => {
        for (const membership of memberships) membership.leave();
      };
      const opened = Promise.all(memberships.map((membership) => membership.opened));
      try {
        await inTime(opened, openBy - monotonic(), () => {
          throw new RelayRefused('away', 'they were not followed in time');
        });
      } catch (error) {
        leave();
        throw error;
      }
      return { leave };
    },
  };
}

class Member implements Membership {
  isLive = false;
  readonly receiver: Receiver;
  readonly #channel: Channel;

  constructor(receiver: Receiver, channel: Channel) {
    this.receiver = receiver;
    this.#channel = channel;
  }

  get opened(): Promise<void> {
    return this.#channel.opened;
  }

  leave(): void {
    this.isLive = false;
    this.#channel.leave(this);
  }
}

/** One stream, and who gets its frames. It ends when it breaks off, or when the last one leaves; who wants it then opens another one. */
class Channel {
  readonly stream: string;
  opened: Promise<void> = Promise.resolve();
  isOver = false;
  readonly #members = new Set<Member>();
  readonly #onOver: () => void;
  #way: { close(): void } | null = null;

  constructor(stream: string, onOver: () => void) {
    this.stream = stream;
    this.#onOver = onOver;
  }

  join(receiver: Receiver): Member {
    const member = new Member(receiver, this);
    this.#members.add(member);
    return member;
  }

  leave(member: Member): void {
    if (this.#members.delete(member) && this.#members.size === 0) this.end();
  }

  onOpened(way: { close(): void }): void {
    if (this.isOver) way.close();
    else this.#way = way;
  }

  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#way?.close();
    this.#onOver();
  }

  onFrame(payload: string): void {
    /** By form; there are few. */
    const made: { readonly form: FrameForm; readonly frame: Buffer | null }[] = [];
    for (const { isLive, receiver } of this.#members) {
      if (!isLive) continue;
      const { form } = receiver;
      let of = made.find((one) => one.form === form);
      if (of === undefined) {
        const text = form.textOf(payload, this.stream);
        of = { form, frame: text === null ? null : textFrame(text) };
        made.push(of);
      }
      if (of.frame !== null) receiver.push(of.frame);
    }
  }

  onBreak(why: string): void {
    this.#way = null;
    this.end();
    for (const { receiver } of this.#members) receiver.onBreak(this.stream, why);
  }
}
