import type { Market } from '../../../markets/markets.js';
import type { Channels, Membership, Receiver } from '../../sockets/channels.ts';
import type { Holding } from '../../sockets/holdings.ts';
import { DialectError } from '../dialectError.ts';
import { answerText, errorText } from './command.ts';
import { MOST_STREAMS } from './limits.ts';
import { faultOfRelay, type NameCheck } from './nameCheck.ts';

export interface SubscriptionsContext {
  readonly channels: Channels;
  readonly faultOf: NameCheck;
  /** Different streams that a caller may follow over all of its sockets. */
  readonly mostOfCaller: number;
}

/** What a socket may follow. */
export interface SubscriptionsForm {
  readonly market: Market;
  /** Streams of an account, of which there are none. */
  readonly isPrivate: boolean;
  /** What its caller follows over all of its sockets. */
  readonly holding: Holding;
}

/** Whose subscriptions they are. */
export interface Subscriber extends Receiver {
  answer(text: string): void;
  /** What is subscribed cannot be had now: whoever connects anew may have it. */
  onAway(error: DialectError): void;
}

interface Entry {
  readonly membership: Membership;
  /** Requests that wait for it. */
  claims: number;
}

export const tooManyStreams = (): DialectError =>
  new DialectError(2, `Invalid request: too many streams; a connection has at most ${MOST_STREAMS}`);

export const tooManyOfCaller = (most: number): DialectError =>
  new DialectError(
    2,
    `Invalid request: too many streams; all sockets of a caller together have at most ${most} different ones`,
  );

const noAccounts = (): DialectError =>
  new DialectError(
    -1121,
    'Invalid stream: streams of accounts are to be had from the exchange itself, and market data is not served on this path.',
  );

/** What one socket follows. A request for several streams gets all of them or, with an error, none. */
export class Subscriptions {
  readonly #market: Market;
  readonly #isPrivate: boolean;
  readonly #holding: Holding;
  readonly #owner: Subscriber;
  readonly #context: SubscriptionsContext;
  readonly #entries = new Map<string, Entry>();
  /** The names of requests that are being checked. */
  readonly #checked = new Set<Set<string>>();
  #isOver = false;

  constructor({ market, isPrivate, holding }: SubscriptionsForm, owner: Subscriber, context: SubscriptionsContext) {
    this.#market = market;
    this.#isPrivate = isPrivate;
    this.#holding = holding;
    this.#owner = owner;
    this.#context = context;
  }

  /** Streams that it has or waits for. */
  get size(): number {
    return this.#entries.size;
  }

  /** Streams that it has, in the order in which they were asked for. */
  names(): string[] {
    return [...this.#entries].flatMap(([name, { membership }]) => (membership.isLive ? [name] : []));
  }

  /**
   * Follows streams, and answers when all of them are followed: what is answered does send. Their frames come after the answer.
   *
   * @param id of the request, as JSON
   */
  async subscribe(names: readonly string[], id: string): Promise<void> {
    const wanted = new Set(names);
    this.#checked.add(wanted);
    const fault =
      this.#isPrivate && wanted.size > 0 ? noAccounts() : await this.#context.faultOf(this.#market, [...wanted]);
    this.#checked.delete(wanted);
    if (this.#isOver) return;
    if (fault === null) await this.follow([...wanted], id);
    else this.#refuse(id, fault);
  }

  /**
   * The same for names that are known to be right, each once. It has begun when it returns.
   *
   * @param id null: nobody waits for an answer, unless it is an error
   */
  async follow(wanted: readonly string[], id: string | null): Promise<void> {
    const added = wanted.filter((name) => !this.#entries.has(name));
    if (this.#entries.size + added.length > MOST_STREAMS) return this.#refuse(id, tooManyStreams());
    if (!this.#holding.take(added)) return this.#refuse(id, tooManyOfCaller(this.#context.mostOfCaller));
    for (const name of added) {
      const membership = this.#context.channels.join(this.#market, name, this.#owner);
      this.#entries.set(name, { membership, claims: 0 });
    }
    const entries = wanted.flatMap((name) => this.#entries.get(name) ?? []);
    for (const entry of entries) entry.claims += 1;
    const results = await Promise.allSettled(entries.map(({ membership }) => membership.opened));
    for (const entry of entries) entry.claims -= 1;
    if (this.#isOver) return;
    // What was left meanwhile is missed by nobody.
    const held = new Set<Entry | undefined>(this.#entries.values());
    const failed = results.find(
      (result, index): result is PromiseRejectedResult => result.status === 'rejected' && held.has(entries[index]),
    );
    if (failed === undefined) {
      if (id !== null) this.#owner.answer(answerText(id, null));
      for (const { membership } of entries) membership.isLive = true;
      return;
    }
    // What another request still waits for, or has got, is not ours to end.
    for (const name of wanted) {
      const entry = this.#entries.get(name);
      if (entry !== undefined && entry.claims === 0 && !entry.membership.isLive) this.#leave(name, entry);
    }
    const { error, isPassing } = faultOfRelay(failed.reason);
    this.#refuse(id, error);
    if (isPassing || id === null) this.#owner.onAway(error);
  }

  /** Leaves streams that were asked for before, whether they are followed yet or not. */
  leave(names: readonly string[]): void {
    for (const name of names) {
      for (const wanted of this.#checked) wanted.delete(name);
      const entry = this.#entries.get(name);
      if (entry !== undefined) this.#leave(name, entry);
    }
  }

  leaveAll(): void {
    this.#isOver = true;
    for (const [name, entry] of [...this.#entries]) this.#leave(name, entry);
  }

  #leave(name: string, { membership }: Entry): void {
    membership.leave();
    this.#entries.delete(name);
    this.#holding.give([name]);
  }

  #refuse(id: string | null, { exchangeCode, message }: DialectError): void {
    this.#owner.answer(errorText(id ?? 'null', { code: exchangeCode, msg: message }));
  }
}
