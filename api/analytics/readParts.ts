import type { RowsPart, ValuePart } from '../../analysis/snapshot.ts';
import type { Collector, Market } from '../../markets/markets.js';
import type { Store } from '../../store/redis/connect.ts';
import { collectorKey } from '../../store/redis/keys.ts';
import type { Meta } from '../../store/values/meta.ts';
import { type ReadTogether, readTogether } from '../../store/values/together.ts';
import type { ApiContext } from '../context/context.ts';
import { checkedRow, checkedValue, columnsOf } from './checkedValue.ts';
import { collectorOf, type Place, type PlaceName, places } from './places.ts';

/** A part as it is stored. */
export interface PartRead {
  readonly place: Place & { readonly name: PlaceName };
  readonly collector: Collector;
  readonly isEnabled: boolean;
  /** Null where nothing is stored, or it is disabled. */
  readonly meta: Meta | null;
  /** Null where there is none that could be used. */
  readonly part: ValuePart | RowsPart | null;
  /** Something is stored that is no value of the feed. */
  readonly isDamaged: boolean;
  /** Rows that are left out, since they are none of the feed. */
  readonly damagedRows: number;
}

type Tables = Pick<ApiContext, 'markets' | 'config'>;

/**
 * Reads all parts of a pair's snapshot that its market has, of one moment. What is damaged is left out, and said by the store's log.
 *
 * @throws ioredis errors when Redis is away
 */
export async function readParts(
  store: Store,
  { markets, config }: Tables,
  market: Market,
  code: string,
): Promise<PartRead[]> {
  const wanted = places.flatMap((place) => {
    const collector = collectorOf(markets, market, place);
    return collector === undefined ? [] : [{ place, collector, isEnabled: markets.isEnabled(config(), collector) }];
  });
  const enabled = wanted.filter(({ isEnabled }) => isEnabled);
  const read = await readTogether(
    store,
    enabled.map(({ place, collector }) => ({
      key: collectorKey(collector, code),
      ...('most' in place && { most: place.most }),
    })),
  );
  const nothing = { meta: null, part: null, isDamaged: false, damagedRows: 0 };
  return wanted.map((one) => {
    const stored = read[enabled.indexOf(one)];
    return stored === undefined ? { ...one, ...nothing } : { ...one, ...partIn(store, one.collector, code, stored) };
  });
}

type Found = Pick<PartRead, 'meta' | 'part' | 'isDamaged' | 'damagedRows'>;

function partIn(store: Store, collector: Collector, code: string, stored: ReadTogether): Found {
  const { row } = collector;
  const { meta, value, rows, isDamaged } = stored;
  const key = collectorKey(collector, code);
  if (row.shape === 'series') {
    const { sound, damaged } = rowsIn(rows, (member) => checkedRow(member, row));
    if (damaged[0] !== undefined) store.damage.found(`a part of ${key}`, damaged[0]);
    const part = meta === null ? null : { asOf: meta.asOf, columns: columnsOf(row), rows: sound };
    return { meta, part, isDamaged: isDamaged || (meta === null && rows.length > 0), damagedRows: damaged.length };
  }
  const checked = value === null ? null : checkedValue(value, row);
  const where = `the value of ${key}`;
  if (value !== null && checked === null) store.damage.found(where, value);
  else store.damage.sound(where);
  return {
    meta,
    part: meta === null || checked === null ? null : { asOf: meta.asOf, value: checked },
    isDamaged: isDamaged || (value !== null && (checked === null || meta === null)),
    damagedRows: 0,
  };
}

function rowsIn(members: readonly string[], rowIn: (member: string) => RowsPart['rows'][number] | null) {
  const sound: RowsPart['rows'][number][] = [];
  const damaged: string[] = [];
  for (const member of members) {
    const row = rowIn(member);
    if (row === null) damaged.push(member);
    else sound.push(row);
  }
  return { sound, damaged };
}
