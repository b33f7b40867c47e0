import type { FeedName } from '../../../../markets/markets.js';
import type { Feed, FeedQuery } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import { createValidator } from '../../../../model/validate.ts';
import { judgedRows, onlyValue } from '../../../judged.ts';

/** A feed, and what its streams send of the state that its fixture has as an answer. */
export interface StreamedCase {
  readonly name: FeedName;
  readonly feed: Feed;
  readonly streams: readonly string[];
  readonly events: readonly object[];
  /** Fields of events that nobody reads. */
  readonly ignored?: readonly string[];
  /** Where an event names its pair; default `s`. */
  readonly pairAt?: string[];
  /** What the stream sends of an event: default the event itself. */
  readonly sentAs?: (event: unknown) => unknown;
}

export const query: FeedQuery = { pairs: ['BTCUSDT'], asOf: 1_790_000_101_000, uncertainty: 1 };

/** What is stored of an answer. */
function answered(feed: Feed, payload: unknown): string[] {
  if (feed.shape === 'latest') return [onlyValue(feed, payload, query)?.value ?? ''];
  return judgedRows(feed, payload, query).rows.map(({ member }) => member);
}

/** Every place in an event, as a path. */
function* places(value: unknown, path: string[] = []): Generator<string[]> {
  if (typeof value !== 'object' || value === null) yield path;
  else for (const [key, item] of Object.entries(value)) yield* places(item, [...path, key]);
}

const at = (event: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], event);

/** Describes that feeds read their streams. @param fixture an answer of the state that the events tell */
export function describeStreamed(cases: readonly StreamedCase[], fixture: (name: FeedName) => unknown): void {
  describe.each(cases)('by streams, $name', ({ name, feed, streams, events: sent, ...of }) => {
    const { ignored = [], pairAt = ['s'], sentAs = (event: unknown) => event } = of;
    const store = (told: readonly unknown[]) => stored(feed, told.map(sentAs));
    // What Binance tells everybody to ignore, and what no answer has.
    const isRead = (path: readonly string[]) =>
      (!['M', 'B'].includes(path.at(-1) ?? '') || name === 'book-ticker' || name === 'high-low') &&
      !ignored.includes(path.at(-1) ?? '');
    const [event] = sent;
    const read = [...places(event)].filter(isRead);

    it('is asked for by names in lower case', () => {
      expect(feed.streamed?.streamsOf('BTCUSDT')).toEqual(streams);
    });

    it('stores to the letter what an answer of the same state gives', () => {
      expect(store(sent)).toEqual(answered(feed, fixture(name)));
    });

    it.each(read.map((path) => [path.join('.'), path] as const))(
      'refuses an event with null, or nothing, as %s',
      (_name, path) => {
        expect(() => store([replaced(event, path, null)])).toThrow(InvalidPayload);
        expect(() => store([replaced(event, path, undefined)])).toThrow(InvalidPayload);
      },
    );

    it('refuses a negative figure wherever none can be', () => {
      const figures = read.filter((path) => /^\d+\.\d+$/.test(String(at(event, path))));
      for (const path of figures) {
        expect(() => store([replaced(event, path, `-${at(event, path)}`)])).toThrow(InvalidPayload);
      }
    });

    it('refuses times in microseconds, and numbers that JavaScript cannot hold', () => {
      for (const path of read) {
        const value = at(event, path);
        if (typeof value !== 'number') continue;
        const isTime = value > 1_000_000_000_000;
        expect(() => store([replaced(event, path, isTime ? value * 1000 : 2 ** 53)])).toThrow(InvalidPayload);
        expect(() => store([replaced(event, path, -2)])).toThrow(InvalidPayload);
      }
    });

    it('refuses an event of another pair, of another type, and what is no event', () => {
      for (const bad of [
        replaced(event, pairAt, 'ETHUSDT'),
        replaced(event, ['e'], 'other'),
        null,
        [],
        'text',
        7,
        {},
      ]) {
        expect(() => store([bad])).toThrow(InvalidPayload);
      }
    });
  });
}

/** What is stored of events: JSON texts. @throws InvalidPayload where one is none */
export function stored({ streamed, ...feed }: Feed, sent: readonly unknown[], judgedAt: FeedQuery = query): string[] {
  if (streamed === undefined) throw new Error('this feed has no streams');
  if (feed.shape === 'latest') {
    if (streamed.by !== 'entry') throw new Error('this feed has no values');
    return sent.map((event) => {
      const entry = streamed.entryOf(event, 'BTCUSDT');
      return feed.valueOf(createValidator<unknown>(feed.rowSchema)(entry.row, 'test'), entry, judgedAt)?.value ?? '';
    });
  }
  const rows = sent.map((event) => {
    if (streamed.by === 'rows') return streamed.rowOf(event, 'BTCUSDT');
    if (streamed.by !== 'candles') return undefined;
    const said = streamed.read(event, 'BTCUSDT');
    return 'candle' in said ? said.candle.row : said.trade;
  });
  return judgedRows(feed as Feed & { shape: 'series' }, rows, judgedAt).rows.map(({ member }) => member);
}

/** The event with another value in one place; undefined: without it. */
export function replaced(event: unknown, [key = '', ...rest]: string[], value: unknown): unknown {
  const copy = structuredClone(event) as Record<string, unknown>;
  copy[key] = rest.length === 0 ? value : replaced(copy[key], rest, value);
  if (copy[key] === undefined) delete copy[key];
  return copy;
}
