import type { Store } from './connect.ts';
import { changesChannel, metaKey } from './keys.ts';
import type { WriteContext } from './write.ts';

export interface LatestWrite extends WriteContext {
  /** The exchange's own sequence number, where the value has one, as a book has. It alone tells then which value is the newer one. */
  readonly order?: number;
  /** The exchange has just sent this value. Else a write of the stored one says only that nothing newer has come. */
  readonly isReceived?: boolean;
}

/** What Redis answers of one value: status, version, and whether it has changed. */
type Reply = readonly [status: number, version: number, changed: number];

interface Wanted {
  readonly key: string;
  readonly value: string;
  readonly write: LatestWrite;
}

interface Waiting extends Wanted {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** Values that wait for the end of the moment in which they came. */
export interface LatestWrites {
  put(wanted: Wanted): Promise<Reply>;
}

/** While Redis stores so many it serves nobody else: some ms. */
const MOST = 100;

const ofStores = new WeakMap<Store, LatestWrites>();

/** Those of a connection. */
export function latestWrites(store: Store): LatestWrites {
  const known = ofStores.get(store) ?? createLatestWrites(store);
  ofStores.set(store, known);
  return known;
}

function createLatestWrites(store: Store): LatestWrites {
  let waiting: Waiting[] = [];

  function send(): void {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += MOST) void write(all.slice(from, from + MOST));
  }

  async function write(part: readonly Waiting[]): Promise<void> {
    try {
      const replies = await store.redis.writeLatest(
        2 * part.length,
        ...part.flatMap(({ key }) => [key, metaKey(key)]),
        changesChannel(store.db),
        ...part.flatMap(argumentsOf),
      );
      for (const [index, { resolve, reject }] of part.entries()) {
        const reply = replies[index];
        if (reply === undefined) reject(new TypeError('fewer answers than values'));
        else resolve(reply);
      }
    } catch (error) {
      for (const { reject } of part) reject(error);
    }
  }

  return {
    put: (wanted) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(send);
        waiting.push({ ...wanted, resolve, reject });
      }),
  };
}

const argumentsOf = ({ value, write: { fence, asOf, source, order, isReceived } }: Waiting) => [
  fence,
  asOf,
  source,
  value,
  order ?? '',
  isReceived === true ? 1 : 0,
];
