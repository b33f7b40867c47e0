import { AskError } from './askError.ts';
import { eventsPath, followEvents, SILENT_MS } from './eventStream.ts';
import type { Link, PushEvent } from './messages.ts';

/** Topics of one stream: what the API allows. */
const MOST_TOPICS = 100;

/** A stream that is silent for so long is given up, ms. */
const GIVEN_UP_MS = 8_000;

const LONGEST_WAIT_MS = 5_000;

/** A stream that has told nothing after so long is tried anew, ms. */
const OPEN_WITHIN_MS = 15_000;

export interface ConnectionParts {
  readonly key: string | null;
  onEvent(event: PushEvent): void;
  onLink(link: Link): void;
  onRefused(topic: string, why: string): void;
}

/** One stream of events with one access key. It opens again by itself; when its topics change, the next one is open before the last one ends. */
export class Connection {
  readonly #parts: ConnectionParts;
  #topics: readonly string[] = [];
  /** The stream that what is shown comes of. */
  #live: AbortController | null = null;
  /** The one that is to take its place: it has told nothing yet. */
  #opening: AbortController | null = null;
  #lastAt: number | null = null;
  #failures = 0;
  /** Until the next one is asked for; undefined: nothing is waited for. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #link: Link = { state: 'opening' };
  /** Why the key was refused: nothing is asked with it until somebody says so. */
  #refusal: AskError | null = null;
  readonly #watch: ReturnType<typeof setInterval>;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#watch = setInterval(() => this.#lookForSilence(), 250);
  }

  get link(): Link {
    return this.#link;
  }

  /** Follows these from now on, in this order of importance. All are told anew. */
  follow(topics: readonly string[]): void {
    this.#topics = topics.slice(0, MOST_TOPICS);
    for (const topic of topics.slice(MOST_TOPICS)) {
      this.#parts.onRefused(topic, `one browser can follow ${MOST_TOPICS} topics: close other tabs of this page`);
    }
    // What waits after a failure follows them then: the API may have said when to come back.
    if (this.#refusal === null && this.#timer === undefined) this.#open();
  }

  /** What was refused, or failed just now, may be asked for again. */
  allow(): void {
    this.#refusal = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  close(): void {
    clearInterval(this.#watch);
    clearTimeout(this.#timer);
    this.#end();
  }

  #end(): void {
    const both = [this.#live, this.#opening];
    this.#live = null;
    this.#opening = null;
    for (const one of both) one?.abort();
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const own = new AbortController();
    this.#opening?.abort();
    this.#opening = own;
    setTimeout(() => {
      if (this.#opening === own) own.abort();
    }, OPEN_WITHIN_MS);
    followEvents(eventsPath(this.#topics), this.#parts.key, own.signal, (event) => this.#take(own, event))
      .then(() => new AskError('away', 'The API has ended the stream.', 500))
      .catch((error: unknown) => (error instanceof AskError ? error : new AskError('away', String(error), 1_000)))
      .then((error) => this.#ended(own, error));
  }

  #take(from: AbortController, event: PushEvent | null): void {
    if (from === this.#opening) {
      this.#live?.abort();
      this.#live = from;
      this.#opening = null;
    } else if (from !== this.#live) return;
    this.#lastAt = Date.now();
    this.#failures = 0;
    this.#tell({ state: 'open' });
    if (event !== null) this.#parts.onEvent(event);
  }

  #ended(which: AbortController, error: AskError): void {
    // What has failed while it was read is still open.
    which.abort();
    if (which === this.#live) {
      this.#live = null;
      if (this.#opening === null) this.#failed(error);
    } else if (which === this.#opening) {
      this.#opening = null;
      this.#failed(error);
    }
  }

  #failed(cause: AskError): void {
    if (cause.topic !== null && this.#topics.includes(cause.topic)) {
      this.#topics = this.#topics.filter((topic) => topic !== cause.topic);
      this.#parts.onRefused(cause.topic, cause.message);
      this.#open();
      return;
    }
    // With a wrong key asking again would lock the address out.
    if (cause.code === 'key') this.#refusal = cause;
    const error = this.#refusal ?? cause;
    if (this.#live === null) {
      this.#tell({ state: 'frozen', since: this.#lastAt, code: error.code, why: error.message });
    }
    if (this.#refusal !== null || this.#timer !== undefined) return;
    this.#failures += 1;
    const wait = Math.max(error.retryMs ?? 0, Math.min(LONGEST_WAIT_MS, 250 * 2 ** this.#failures));
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  /** The machine may have slept, and the connection with it. */
  #lookForSilence(): void {
    if (this.#lastAt === null) return;
    // A clock that was set back would hide an hour of silence.
    const silent = Math.abs(Date.now() - this.#lastAt);
    if (silent < SILENT_MS) return;
    const why = 'The API says nothing, although the connection is open.';
    if (this.#link.state === 'open') this.#tell({ state: 'frozen', since: this.#lastAt, code: 'silent', why });
    if (silent < GIVEN_UP_MS || this.#live === null) return;
    this.#end();
    this.#failed(new AskError('silent', why, 0));
  }

  #tell(link: Link): void {
    if (link.state === 'open' && this.#link.state === 'open') return;
    this.#link = link;
    this.#parts.onLink(link);
  }
}
