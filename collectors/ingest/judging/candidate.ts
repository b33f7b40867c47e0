import type { FeedQuery, SeriesFeed } from '../../../model/feed.ts';
import { excerptOf, InvalidPayload } from '../../../model/invalidPayload.ts';
import type { Validate } from '../ingest.ts';

/** A row that came, while it is judged. */
export interface Candidate<Row> {
  readonly raw: unknown;
  /** As it was sent, where the feed stores it so. */
  readonly text: string | undefined;
  /** Undefined: it does not fit the schema. */
  row?: Row;
  /** Where it belongs; null: nobody can tell. */
  score: number | null;
  /** What is wrong with it; null: nothing. */
  fault: string | null;
  /** The same row, earlier in the payload. */
  twin?: Candidate<Row>;
  /** Nothing is wrong with it but where it stands. */
  isOutOfOrder?: true;
  /** Of a right one: a row between it and the right one before it is left out. */
  followsLeftOut?: true;
}

/** One that is right so far. */
export type Good<Row> = Candidate<Row> & { row: Row; score: number };

export const isGood = <Row>(candidate: Candidate<Row>): candidate is Good<Row> =>
  candidate.fault === null && candidate.row !== undefined && candidate.score !== null;

/** Whether it only repeats a right row. */
export const isRepeat = <Row>({ twin }: Candidate<Row>): boolean => twin !== undefined && isGood(twin);

/** A row by itself: it must fit the schema, and the feed must find it possible. */
export function candidateOf<Row>(
  feed: SeriesFeed<Row>,
  validate: Validate,
  raw: unknown,
  text: string | undefined,
  path: string,
  query: FeedQuery,
): Candidate<Row> {
  const score = feed.scoreOf(raw);
  try {
    const row = validate(raw, path) as Row;
    const fault = feed.faultOf(row, query);
    return { raw, text, row, score, fault: fault === null ? null : `${path}: ${fault}: ${excerptOf(raw)}` };
  } catch (error) {
    if (!(error instanceof InvalidPayload)) throw error;
    return { raw, text, score, fault: error.message };
  }
}
