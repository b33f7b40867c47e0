import type { ChangesFollower } from '../../store/values/changes.ts';
import type { PageKind, Pages } from '../pages/page.ts';
import type { BuiltPage } from './builtPage.ts';
import { bringUpToDate, buildPage, followChange, type KeptPage, sizeOf } from './keptPage.ts';
import type { Query } from './query.ts';
import { keyOf, readPage } from './readPage.ts';

/** GetData's pages, with the cache that keeps them. */
export interface GetDataPages extends ChangesFollower {
  /** The page if it is kept. @param address names the query: the URL it was parsed from; `now`: monotonic ms */
  kept(address: string, now?: number): BuiltPage | undefined;
  /** Reads it, or joins a read that has begun after the newest announcement of its key. @throws what the cache's `read` throws */
  read(address: string, query: Query): Promise<BuiltPage>;
  /** Forgets all pages: addresses may mean something else now. */
  clear(): void;
}

const kind: PageKind<KeptPage> = { sizeOf, follow: followChange, rewrite: bringUpToDate };

export function createGetDataPages({ shelf, onChange, onLive, onLost, clear }: Pages): GetDataPages {
  const pages = shelf(kind);
  return {
    onChange,
    onLive,
    onLost,
    clear,
    kept: pages.kept,
    read: (address, query) =>
      pages.read({
        address,
        keys: [keyOf(query)],
        read: async (store) => buildPage(query, await readPage(store, query)),
      }),
  };
}
