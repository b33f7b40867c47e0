import type { Store } from '../redis/connect.ts';
import { changesChannel, metaKey } from '../redis/keys.ts';
import type { WriteContext } from './write.ts';

/** What a writer knows to be stored still, and up to when. */
export interface Confirmation {
  readonly key: string;
  /** That the last write of the key has left behind. */
  readonly version: number;
  /** Exchange-clock ms up to which nothing newer had come. */
  readonly asOf: number;
  readonly isSeries: boolean;
  /** A series without rows. One that has some, or has lost them, is not confirmed as such. Default: it has some. */
  readonly isEmpty?: boolean;
}

/** While Redis confirms so many it serves nobody else: 5 ms. */
const MOST_KEYS = 500;

/**
 * Confirms values and series that have not changed. It is one command for many keys, as most of what is collected is quiet at any time.
 *
 * @returns of each entry, in order, whether it is confirmed. It is not where the writer's knowledge is old (the lease has passed on, or
 * another version is stored), where the exchange's last answer was refused, or where the key or its meta is gone or damaged: only a write
 * helps then.
 * @throws ioredis errors when Redis is away
 */
export async function confirm(
  store: Store,
  entries: readonly Confirmation[],
  { fence, source }: Pick<WriteContext, 'fence' | 'source'>,
): Promise<boolean[]> {
  const chunks: Promise<number[]>[] = [];
  for (let from = 0; from < entries.length; from += MOST_KEYS) {
    const chunk = entries.slice(from, from + MOST_KEYS);
    chunks.push(
      store.redis.confirm(
        2 * chunk.length,
        ...chunk.flatMap(({ key }) => [key, metaKey(key)]),
        changesChannel(store.db),
        fence,
        source,
        ...chunk.flatMap((each) => [each.version, Math.round(each.asOf), kindOf(each)]),
      ),
    );
  }
  return (await Promise.all(chunks)).flat().map((confirmed) => confirmed === 1);
}

function kindOf({ isSeries, isEmpty = false }: Confirmation): number {
  if (!isSeries) return 0;
  return isEmpty ? 2 : 1;
}
