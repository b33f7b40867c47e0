import { createSnapshots } from '../gateway/books/snapshots.ts';
import { InvalidPayload } from '../model/invalidPayload.ts';
import { LocalBook } from '../model/localBook.ts';
import { parseJson } from '../model/parseJson.ts';
import { RelayRefused } from '../model/relayLink.ts';
import type { BookSource } from './bookSource.ts';
import type { Upstream } from './upstream.ts';

/**
 * The books of pairs whose changes are relayed (model/localBook.ts), each in step with what is handed on: a change goes into its book before any
 * follower gets it. A book is begun when somebody first asks for it, and lives as long as a stream of the pair's changes is followed: most that
 * follow changes never ask, and until then nothing of them is parsed.
 *
 * Where several streams tell a pair's changes, the most frequent one that is up feeds the book.
 */
export interface Books {
  /**
   * @returns JSON of the book as an answer has it; null: none of its changes are relayed. Its number is at least that of the last change that was
   * handed on of any stream.
   * @throws RelayRefused where it does not come in step in time
   */
  ask(symbol: string, levels: number): Promise<string | null>;
  /** A change has come. Call it before it is handed on. */
  onChange(stream: Upstream, text: string): void;
  /** The streams that tell a pair's changes are others now, or one is up or down. */
  onChanges(symbol: string): void;
  report(): { readonly inStep: number; readonly outOfStep: number };
  close(): Promise<void>;
}

export interface BooksOptions {
  readonly source: BookSource;
  /** Streams that tell a pair's changes, the most frequent first (`Streams.changesOf`). */
  readonly changesOf: (symbol: string) => readonly Upstream[];
  /** Of a change, and of a snapshot. */
  readonly bookTimesOf: (told: unknown) => { readonly E?: number; readonly T?: number };
  readonly monotonic: () => number;
  readonly onFailure: (symbol: string, error: unknown) => void;
}

/** Who asks for a book waits for it so long, ms. */
const IN_STEP_WITHIN_MS = 5_000;

interface Waiting {
  readonly levels: number;
  readonly resolve: (book: string | null) => void;
  readonly timer: NodeJS.Timeout;
}

interface Book {
  readonly symbol: string;
  readonly local: LocalBook;
  feeder: Upstream | null;
  /** As its snapshot or the last change tells them: members of an answer, each with a comma after it. */
  times: string;
  /** Changes that have come. */
  changes: number;
  readonly waiting: Set<Waiting>;
  isRemoved: boolean;
}

export function createBooks(options: BooksOptions): Books {
  const { source, changesOf, bookTimesOf, monotonic } = options;
  const books = new Map<string, Book>();
  const snapshots = createSnapshots<Book>({
    ask: takeSnapshot,
    busyness: ({ changes, waiting }) => (waiting.size > 0 ? Number.MAX_SAFE_INTEGER : changes),
    onFailure: ({ symbol }, error) => options.onFailure(symbol, error),
    monotonic,
  });

  const timesOf = (told: unknown): string =>
    Object.entries(bookTimesOf(told))
      .map(([name, time]) => `"${name}":${time},`)
      .join('');

  /** Resolves to whether another one is needed. */
  async function takeSnapshot(book: Book): Promise<boolean> {
    const { symbol, local } = book;
    local.expectSnapshot();
    const snapshot = await source.ask(symbol);
    if (book.isRemoved) return false;
    const why = local.takeSnapshot(snapshot);
    // Else it holds changes that came after the snapshot, and the last of them tells its times.
    if (why === null && local.lastUpdate === snapshot.lastUpdateId) book.times = timesOf(snapshot);
    answer(book);
    return why !== null || local.isShort;
  }

  function begin(symbol: string): Book {
    const local = new LocalBook(source);
    const book: Book = {
      ...{ symbol, local, feeder: null, times: '', changes: 0 },
      ...{ waiting: new Set<Waiting>(), isRemoved: false },
    };
    books.set(symbol, book);
    return book;
  }

  function end(book: Book): void {
    books.delete(book.symbol);
    book.isRemoved = true;
    snapshots.forget(book);
    for (const { timer, resolve } of book.waiting) {
      clearTimeout(timer);
      resolve(null);
    }
    book.waiting.clear();
  }

  /** Whatever it is fed by now. */
  function feed(book: Book): void {
    const streams = changesOf(book.symbol);
    if (streams.length === 0) {
      end(book);
      return;
    }
    const feeder = streams.find((stream) => stream.isUp()) ?? null;
    if (feeder === book.feeder) return;
    const before = book.feeder;
    book.feeder = feeder;
    // Where both are up, the book finds out by itself whether one goes on from the other.
    if (before !== null && !before.isUp()) book.local.lose('its stream is down');
    want(book);
  }

  function want(book: Book): void {
    if (book.feeder !== null && (book.local.outOfStep !== null || book.local.isShort)) snapshots.want(book);
  }

  /** Why it cannot be answered with; null: it can. Another stream may have told more than the one that feeds it. */
  function whyNot({ symbol, local }: Book): string | null {
    const { lastUpdate, outOfStep } = local;
    if (lastUpdate === null) return outOfStep;
    const last = handedOn(symbol);
    return lastUpdate >= last ? null : `it ends with ${lastUpdate}, and ${last} was handed on`;
  }

  function answer(book: Book): void {
    if (book.waiting.size === 0 || whyNot(book) !== null) return;
    for (const { levels, resolve, timer } of book.waiting) {
      clearTimeout(timer);
      resolve(book.local.text(levels, book.times));
    }
    book.waiting.clear();
  }

  /** The number of the last change of a pair that was handed on; 0: none was. */
  function handedOn(symbol: string): number {
    const numbers = changesOf(symbol).map((stream) => {
      const text = stream.last();
      if (text === undefined) return 0;
      try {
        return source.changeOf(parseJson(text), symbol).last;
      } catch (error) {
        // Who got it cannot read it either.
        if (error instanceof InvalidPayload) return 0;
        throw error;
      }
    });
    return Math.max(0, ...numbers);
  }

  return {
    async ask(symbol, levels) {
      if (changesOf(symbol).length === 0) return null;
      const book = books.get(symbol) ?? begin(symbol);
      feed(book);
      want(book);
      if (book.isRemoved) return null;
      if (whyNot(book) === null) return book.local.text(levels, book.times);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          book.waiting.delete(waiting);
          reject(new RelayRefused('away', `the book of ${symbol} is not in step: ${whyNot(book)}`));
        }, IN_STEP_WITHIN_MS);
        const waiting: Waiting = { levels, resolve, timer };
        book.waiting.add(waiting);
      });
    },

    onChange(stream, text) {
      const symbol = stream.stream.symbol ?? '';
      const book = books.get(symbol);
      if (book === undefined || book.feeder !== stream) return;
      book.changes++;
      try {
        const event = parseJson(text);
        const change = source.changeOf(event, symbol);
        book.local.takeChange(change);
        // What the book knew already tells nothing of it.
        if (change.last >= (book.local.lastUpdate ?? 0)) book.times = timesOf(event);
      } catch (error) {
        if (!(error instanceof InvalidPayload)) throw error;
        book.local.lose('a change could not be read');
        options.onFailure(symbol, error);
      }
      want(book);
      answer(book);
    },

    onChanges(symbol) {
      const book = books.get(symbol);
      if (book !== undefined) feed(book);
    },

    report() {
      const inStep = [...books.values()].filter(({ local }) => local.outOfStep === null).length;
      return { inStep, outOfStep: books.size - inStep };
    },

    async close() {
      for (const book of books.values()) end(book);
      await snapshots.close();
    },
  };
}
