import type { RelayPlace } from '../../config/relayPlace.ts';
import type { Market } from '../../markets/markets.js';
import { type RelayBook, type RelayFollower, type RelayLink, RelayRefused } from '../../model/relayLink.ts';
import { MOST_NAME, readBatch, type Said, type Wish } from '../../model/relayWire.ts';
import type { Log } from '../../runtime/log.ts';
import { createConnection } from './connection.ts';

export interface LinkOptions {
  readonly place: RelayPlace;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly onDefect: (error: unknown) => void;
  /** Monotonic ms. */
  readonly monotonic?: () => number;
}

/** A link that opens when it is told to, or when somebody first follows something, and opens anew by itself for as long as it is not closed. */
export interface OpenLink extends RelayLink {
  /** Opens it ahead of all followers, in the background: another process may relay what this one is asked a book of. */
  open(): void;
  close(): void;
}

/** A stream that is followed over the link, once for all its followers. */
interface Subscription {
  readonly number: number;
  readonly key: string;
  readonly members: Set<Member>;
  isFollowed: boolean;
}

/** One who follows it; the same follower may do so twice. */
interface Member {
  readonly follower: RelayFollower;
  /** As long as it waits for the exchange to accept the stream. */
  waiting: Waiting<void> | null;
}

interface Waiting<Result> {
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** A link that cannot be opened is not waited for longer, ms. */
const OPEN_WITHIN_MS = 3_000;

/** The relay answers everything sooner, ms: with this a defect of it keeps nobody waiting for ever. */
const ANSWER_WITHIN_MS = 15_000;

export function createRelayLink({ place, log, onDefect, monotonic }: LinkOptions): OpenLink {
  const byKey = new Map<string, Subscription>();
  const byNumber = new Map<number, Subscription>();
  const books = new Map<number, Waiting<RelayBook | null>>();
  let lastNumber = 0;
  const connection = createConnection({
    ...{ place, log },
    ...(monotonic !== undefined && { monotonic }),
    onBatch,
    onLost: lost,
  });

  const send = (wish: Wish): void => connection.send(JSON.stringify(wish));

  /** @throws RelayRefused where there is no link in time */
  async function opened(): Promise<void> {
    if ((await connection.open(OPEN_WITHIN_MS)) && connection.isUp()) return;
    throw new RelayRefused('away', 'there is no relay');
  }

  function onBatch(batch: string): boolean {
    try {
      return readBatch(batch, (number, text) => {
        if (number === 0) said(JSON.parse(text) as Said);
        else tell(byNumber.get(number), text);
      });
    } catch (error) {
      // A relay of another version, or a mistake of ours: the link is opened anew.
      onDefect(error);
      return false;
    }
  }

  function tell(subscription: Subscription | undefined, text: string): void {
    // Of one that was left; what was on its way is nobody's.
    if (subscription === undefined) return;
    for (const { follower } of subscription.members) guarded(() => follower.onFrame(text));
  }

  function said(told: Said): void {
    const { number } = told;
    if (told.is === 'book') {
      books.get(number)?.resolve(told.book);
      books.delete(number);
      return;
    }
    const subscription = byNumber.get(number);
    if (told.is === 'refused') {
      const refusal = new RelayRefused(told.code, told.why);
      books.get(number)?.reject(refusal);
      books.delete(number);
      if (subscription !== undefined) end(subscription, refusal);
    } else if (subscription === undefined) {
      // It was left meanwhile.
    } else if (told.is === 'broken') end(subscription, new RelayRefused('away', told.why));
    else {
      subscription.isFollowed = true;
      for (const member of subscription.members) {
        member.waiting?.resolve();
        member.waiting = null;
      }
    }
  }

  /** Nothing comes of it any more: who waits for it is refused, and who has followed it has to begin anew. */
  function end(subscription: Subscription, refusal: RelayRefused): void {
    const members = [...subscription.members];
    forget(subscription);
    subscription.members.clear();
    for (const { follower, waiting } of members) {
      if (waiting !== null) waiting.reject(refusal);
      else guarded(() => follower.onBreak(refusal.message));
    }
  }

  function forget({ key, number }: Subscription): void {
    byKey.delete(key);
    byNumber.delete(number);
  }

  function lost(why: string): void {
    const refusal = new RelayRefused('away', why);
    for (const { reject } of books.values()) reject(refusal);
    books.clear();
    for (const subscription of [...byNumber.values()]) end(subscription, refusal);
  }

  /** One follower's mistake is not to be another one's. */
  function guarded(what: () => void): void {
    try {
      what();
    } catch (error) {
      onDefect(error);
    }
  }

  function subscriptionOf(market: Market, stream: string): Subscription {
    const key = `${market} ${stream}`;
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const number = ++lastNumber;
    const begun: Subscription = { number, key, members: new Set(), isFollowed: false };
    byKey.set(key, begun);
    byNumber.set(number, begun);
    send({ do: 'follow', number, market, stream });
    return begun;
  }

  function leave(subscription: Subscription, member: Member): void {
    if (!subscription.members.delete(member)) return;
    if (subscription.members.size > 0 || byNumber.get(subscription.number) !== subscription) return;
    forget(subscription);
    send({ do: 'leave', number: subscription.number });
  }

  /** @param onLate is called where nothing has been said of it in time, before it is refused */
  function answered<Result>(begin: (waiting: Waiting<Result>) => void, onLate: () => void): Promise<Result> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        onLate();
        reject(new RelayRefused('away', 'the relay does not answer'));
      }, ANSWER_WITHIN_MS).unref();
      const settled =
        <Value>(settle: (value: Value) => void) =>
        (value: Value): void => {
          clearTimeout(timer);
          settle(value);
        };
      begin({ resolve: settled(resolve), reject: settled(reject) });
    });
  }

  return {
    async follow(market, stream, follower) {
      if (stream.length > MOST_NAME) throw new RelayRefused('unknown', 'there is no such stream');
      await opened();
      const subscription = subscriptionOf(market, stream);
      const member: Member = { follower, waiting: null };
      subscription.members.add(member);
      const close = () => leave(subscription, member);
      if (subscription.isFollowed) return { close };
      await answered<void>((waiting) => {
        member.waiting = waiting;
      }, close);
      return { close };
    },

    async book(market, symbol, levels) {
      if (!connection.isUp() || symbol.length > MOST_NAME) return null;
      const number = ++lastNumber;
      const forgotten = () => books.delete(number);
      return answered<RelayBook | null>((waiting) => {
        books.set(number, waiting);
        send({ do: 'book', number, market, symbol, levels });
      }, forgotten);
    },

    isUp: connection.isUp,

    open() {
      void connection.open(OPEN_WITHIN_MS);
    },

    close() {
      connection.close();
      lost('the API stops');
    },
  };
}
