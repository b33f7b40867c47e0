import type { Entry, FeedQuery, LatestFeed, LatestRow, Payload } from '../../../model/feed.ts';
import { excerptOf, InvalidPayload } from '../../../model/invalidPayload.ts';
import { compact } from '../../../model/jsonTexts.ts';
import type { JudgedEntries, Validate } from '../ingest.ts';

/**
 * Judges each pair's row by itself: a bad one costs its own pair this value, and no other.
 *
 * @throws InvalidPayload when the payload has another outer shape
 */
export function judgeEntries(feed: LatestFeed, validate: Validate, payload: Payload, query: FeedQuery): JudgedEntries {
  const { path } = payload;
  const values = new Map<string, LatestRow | InvalidPayload | null>();
  const strays: InvalidPayload[] = [];
  const texts = new Map<string, string>();
  const wanted = new Set(query.pairs);
  for (const entry of feed.entries(payload, query)) {
    const { symbol } = entry;
    if (!wanted.has(symbol)) {
      strays.push(new InvalidPayload(`${path}: a row of no pair that was asked for: ${excerptOf(entry.row)}`));
    } else if (texts.has(symbol)) {
      const twice = new InvalidPayload(`${path}: the answer holds ${symbol} twice: ${excerptOf(entry.row)}`);
      // Of two that differ nobody can tell the right one.
      if (texts.get(symbol) !== entry.text) values.set(symbol, twice);
      else strays.push(twice);
    } else {
      texts.set(symbol, entry.text);
      values.set(symbol, judgeEntry(feed, validate, entry, query, path));
    }
  }
  for (const symbol of query.pairs) {
    if (!values.has(symbol)) values.set(symbol, new InvalidPayload(`${path}: the answer has no value of ${symbol}`));
  }
  return { values, strays };
}

/** One value: what is stored of it, null where the exchange has none, or what is wrong with it. */
export function judgeEntry(
  feed: LatestFeed,
  validate: Validate,
  entry: Entry & { readonly order?: number },
  query: FeedQuery,
  path = 'an event',
): LatestRow | InvalidPayload | null {
  try {
    const value = feed.valueOf(validate(entry.row, path), entry, query);
    const { order = value?.order } = entry;
    return value && { ...value, value: compact(value.value), ...(order !== undefined && { order }) };
  } catch (error) {
    if (error instanceof InvalidPayload) return error;
    throw error;
  }
}
