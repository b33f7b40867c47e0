import type { Market } from '../../markets/markets.js';
import type { Store } from '../redis/connect.ts';
import { closesKey } from '../redis/keys.ts';
import { readText, record, storedJson, time, writeOver } from '../redis/stored.ts';

/**
 * A closed candle of one minute: its open time, its close as the stream has told it (null: it has not), and as REST has told
 * it last.
 */
export type ComparedClose = readonly [openTime: number, stream: string | null, rest: string];

/** What the audit of a pair's streams has compared, for people to look at. */
export interface ComparedCloses {
  /** When REST was asked last, exchange-clock ms. */
  readonly at: number;
  /** Ascending by time, each time once. */
  readonly closes: readonly ComparedClose[];
}

/** So many of a pair are kept: those of two hours. */
export const MOST_CLOSES = 120;

/** Those of a pair that nobody compares any more are gone after a day, s. */
const TTL_S = 86_400;

const decimal = { type: 'string', maxLength: 60, pattern: '^-?[0-9]+([.][0-9]+)?$' };

/** A whole minute. */
const openTime = { ...time, multipleOf: 60_000 };

const parseCloses = storedJson<ComparedCloses>(
  record({
    at: time,
    closes: {
      type: 'array',
      maxItems: 10 * MOST_CLOSES,
      items: { type: 'array', minItems: 3, maxItems: 3, items: [openTime, { ...decimal, nullable: true }, decimal] },
    },
  }),
  ({ closes }) => closes.every(([time], index) => time > (closes[index - 1]?.[0] ?? -1)),
);

/** What was compared of a pair; null: nothing lately. @throws ioredis errors when Redis is away */
export async function readCloses(store: Store, market: Market, code: string): Promise<ComparedCloses | null> {
  const key = closesKey(market, code);
  return parseCloses(store, key, await readText(store, key));
}

/** Adds what was compared of a pair. @param closes ascending by time @throws ioredis errors when Redis is away */
export async function addCloses(
  store: Store,
  market: Market,
  code: string,
  { at, closes }: ComparedCloses,
): Promise<void> {
  const key = closesKey(market, code);
  const before = await readCloses(store, market, code);
  const joined = { at, closes: joinedCloses(before?.closes ?? [], closes) };
  await writeOver(store, key, () => store.redis.set(key, JSON.stringify(joined), 'EX', TTL_S));
}

/** The newest of both. What streams had told stays as it was: that it is mended since is no reason to forget that it was wrong. */
export function joinedCloses(
  before: readonly ComparedClose[],
  compared: readonly ComparedClose[],
): readonly ComparedClose[] {
  const known = new Map(before.map((close) => [close[0], close]));
  for (const [openTime, stream, rest] of compared) {
    known.set(openTime, [openTime, known.get(openTime)?.[1] ?? stream, rest]);
  }
  return [...known.values()].toSorted(([one], [other]) => one - other).slice(-MOST_CLOSES);
}
