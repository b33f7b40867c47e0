import type { JudgedEntries, JudgedRows } from '../collectors/ingest/ingest.ts';
import { judgeEntries } from '../collectors/ingest/judging/judgeEntries.ts';
import { judgeRows } from '../collectors/ingest/judging/judgeRows.ts';
import type { FeedQuery, LatestFeed, LatestRow, SeriesFeed } from '../model/feed.ts';
import { InvalidPayload } from '../model/invalidPayload.ts';
import { createValidator } from '../model/validate.ts';

/** What a collector makes of a payload of a series. @param text as it was sent; default `data` as JSON */
export function judgedRows<Row>(
  feed: SeriesFeed<Row>,
  data: unknown,
  query: FeedQuery,
  text = JSON.stringify(data),
): JudgedRows {
  return judgeRows(feed, createValidator<unknown>(feed.rowSchema), { data, text, path: 'test' }, query);
}

/** What a collector makes of a payload of latest values. @param text as it was sent; default `data` as JSON */
export function judgedEntries<Row>(
  feed: LatestFeed<Row>,
  data: unknown,
  query: FeedQuery,
  text = JSON.stringify(data),
): JudgedEntries {
  const validate = createValidator<unknown>(feed.rowSchema);
  return judgeEntries(feed as LatestFeed, validate, { data, text, path: 'test' }, query);
}

/** The value of the one pair that was asked for. @throws InvalidPayload where it is bad */
export function onlyValue<Row>(
  feed: LatestFeed<Row>,
  data: unknown,
  query: FeedQuery,
  text?: string,
): LatestRow | null {
  const value = judgedEntries(feed, data, query, text).values.get(query.pairs[0] ?? '') ?? null;
  if (value instanceof InvalidPayload) throw value;
  return value;
}
