import { figuresOf } from '../../analysis/figuresOf.ts';
import { type Parts, type RowsPart, SNAPSHOT_VERSION, type Snapshot, type ValuePart } from '../../analysis/snapshot.ts';
import type { Market } from '../../markets/markets.js';
import type { Store } from '../../store/redis/connect.ts';
import type { ApiContext } from '../context/context.ts';
import { judgeFreshness } from '../state/read/freshness.ts';
import { isEachSecond, type PlaceName } from './places.ts';
import { type PartRead, readParts } from './readParts.ts';
import { whyMissing } from './whyMissing.ts';

/** What a snapshot is made with, beside the store. */
export type SnapshotContext = Pick<ApiContext, 'markets' | 'config' | 'board'>;

/** A snapshot, with what is said of it beside. */
export interface SnapshotRead {
  readonly snapshot: Snapshot;
  /** Whether any part of it that is there is stale, or one that should be is not. */
  readonly isStale: boolean;
  /** Exchange-clock ms at which its oldest part was confirmed; null where there is none. */
  readonly oldest: number | null;
}

/**
 * Takes a snapshot of a pair: reads all of it as it is stored at one moment, and works out its figures.
 *
 * @param code one of the market's pairs @throws ioredis errors when Redis is away
 */
export async function readSnapshot(
  store: Store,
  context: SnapshotContext,
  market: Market,
  code: string,
): Promise<SnapshotRead> {
  const { board, markets, config } = context;
  const read = await readParts(store, context, market, code);
  const at = Math.round(board.now(market));
  const book = board.book(market);
  const own = markets.configOf(config(), market);
  const judged = read.map((one) => {
    const { collector, meta } = one;
    const freshness = judgeFreshness(book, own, collector, code, meta?.asOf ?? null, at, meta?.isOutOfStep === true);
    return { one, freshness };
  });
  const parts = partsOf(read);
  const asOfs = read.flatMap(({ part }) => part?.asOf ?? []);
  return {
    snapshot: {
      version: SNAPSHOT_VERSION,
      market,
      code,
      at,
      source: sourceOf(read) ?? book.source ?? 'unknown',
      skewMs: skewOf(read),
      figures: figuresOf(parts, at),
      parts,
      missing: judged.flatMap(({ one, freshness }) => whyMissing(one, freshness, at)),
    },
    isStale: judged.some(({ one, freshness }) => one.isEnabled && freshness.stale),
    oldest: asOfs.length === 0 ? null : Math.min(...asOfs),
  };
}

function partsOf(read: readonly PartRead[]): Parts {
  const byName = new Map(read.map(({ place, part }) => [place.name, part]));
  const value = (name: PlaceName) => (byName.get(name) ?? null) as ValuePart | null;
  const rows = (name: PlaceName) => (byName.get(name) ?? null) as RowsPart | null;
  return {
    price: value('price'),
    'book-ticker': value('book-ticker'),
    depth: value('depth'),
    trades: rows('trades'),
    'high-low': value('high-low'),
    'avg-price': value('avg-price'),
    klines: { 60: rows('klines.60'), 1440: rows('klines.1440') },
  };
}

/** Who answered the newest part. */
function sourceOf(read: readonly PartRead[]): string | undefined {
  const metas = read.flatMap(({ part, meta }) => (part === null || meta === null ? [] : [meta]));
  const newest = metas.reduce(
    (best, meta) => (meta.asOf > best.asOf ? meta : best),
    metas[0] ?? { asOf: 0, source: '' },
  );
  return newest.source || undefined;
}

/** From the oldest to the newest of the parts that are fetched each second, ms; null where fewer than two are there. */
function skewOf(read: readonly PartRead[]): number | null {
  const asOfs = read.flatMap(({ collector, part }) => (part !== null && isEachSecond(collector) ? part.asOf : []));
  return asOfs.length < 2 ? null : Math.max(...asOfs) - Math.min(...asOfs);
}
