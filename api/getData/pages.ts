import { LRUCache } from 'lru-cache';
import { monotonicMs } from '../../runtime/machine.ts';
import type { Store } from '../../store/redis/connect.ts';
import type { ChangesFollower } from '../../store/values/changes.ts';
import type { BuiltPage } from './builtPage.ts';
import { bringUpToDate, buildPage, followChange, type KeptPage, sizeOf } from './keptPage.ts';
import type { Query } from './query.ts';
import { keyOf, readPage } from './readPage.ts';

/*
 * Pages of GetData are kept in memory, so that what many ask for is read once. The promise: no answer is older than the newest
 * announcement of its key that this process had received when the request came.
 *
 * A page is named by its address, the URL that asks for it, and is in one of four states:
 *
 *   unknown      nothing is kept: who asks for it has it read
 *   being read   Redis has been asked; who asks meanwhile gets the same answer
 *   kept         answered from memory
 *   outdated     kept, and its rows are right, but its text has an older asOf or tag
 *
 *   unknown → being read            somebody asks for it
 *   being read → kept               it was read, and its key was not announced meanwhile
 *   being read → unknown            it was read, but its key was announced meanwhile: who waited gets it, nobody else does. Who asks after
 *                                   the announcement does not wait for this read, but begins another
 *   kept → outdated                 its key was announced, as confirmed or as changed above all rows of the page (followChange)
 *   outdated → kept                 somebody asks for it, and its text is written anew
 *   kept or outdated → unknown      its key was announced otherwise; or it makes room for pages that were asked for later
 *   any → unknown                   nobody knows what has changed: the connection that announcements come by was lost, nothing was
 *                                   announced for three seconds, or CONFIG.json was edited (clear)
 *
 * A key's generation rises with each announcement. A read keeps its page only if key state and generation are those it began with. Key
 * states are held only of keys of which some page is kept or being read.
 */

/** GetData's pages: read, and kept in memory for as long as no announcement says that they have changed. */
export interface Pages extends ChangesFollower {
  /** The page if it is kept. @param address names the query: the URL it was parsed from; `now`: monotonic ms */
  kept(address: string, now?: number): BuiltPage | undefined;
  /** Reads it, or joins a read that has begun after the newest announcement of its key. @throws what `read` throws */
  read(address: string, query: Query): Promise<BuiltPage>;
  /** Forgets all pages: addresses may mean something else now. */
  clear(): void;
}

export interface PagesOptions {
  /** Runs a read of the store. */
  readonly read: <T>(from: (store: Store) => Promise<T>) => Promise<T>;
  /** Most memory that kept pages may take, bytes. */
  readonly mostBytes?: number;
  /** Without an announcement for so long nobody knows what has changed, ms. */
  readonly silentAfterMs?: number;
  /** Can be injected. */
  readonly monotonic?: () => number;
}

const MOST_BYTES = 32 * 1024 * 1024;

/** A stopped Redis closes no connection. With at least one collector alive there is an announcement each second. */
const SILENT_AFTER_MS = 3_000;

/** What is known of one key. */
interface KeyState {
  /** Rises with each announcement. */
  generation: number;
  readonly kept: Set<KeptPage>;
  /** By address. */
  readonly reads: Map<string, Reading>;
}

interface Reading {
  /** Of the key, when it began. */
  readonly generation: number;
  readonly page: Promise<BuiltPage>;
}

export function createPages(options: PagesOptions): Pages {
  const { read, mostBytes = MOST_BYTES, silentAfterMs = SILENT_AFTER_MS, monotonic = monotonicMs } = options;
  /** By key. */
  const states = new Map<string, KeyState>();
  /** By address. Those that were asked for last stay. */
  const pages = new LRUCache<string, KeptPage>({ maxSize: mostBytes, sizeCalculation: sizeOf, dispose: leaveState });
  let isFollowing = false;
  let announcedAt = 0;

  function leaveState(page: KeptPage): void {
    states.get(page.key)?.kept.delete(page);
    forgetIdle(page.key);
  }

  function forgetIdle(key: string): void {
    const state = states.get(key);
    if (state !== undefined && state.kept.size === 0 && state.reads.size === 0) states.delete(key);
  }

  function clear(): void {
    // A read that is under way belongs to a state that is looked up no more.
    states.clear();
    pages.clear();
  }

  /** Without announcements nobody knows what has changed. */
  function isLive(now: number): boolean {
    if (!isFollowing) return false;
    if (now - announcedAt <= silentAfterMs) return true;
    if (pages.size > 0 || states.size > 0) clear();
    return false;
  }

  function stateOf(key: string): KeyState {
    let state = states.get(key);
    if (state === undefined) {
      state = { generation: 0, kept: new Set(), reads: new Map() };
      states.set(key, state);
    }
    return state;
  }

  const readAnew = async (address: string, query: Query): Promise<KeptPage> =>
    buildPage(address, query, await read((store) => readPage(store, query)));

  function keep(page: KeptPage, state: KeyState): void {
    pages.set(page.address, page);
    // Not kept: it is larger than all the memory for pages.
    if (!pages.has(page.address)) return;
    states.set(page.key, state);
    state.kept.add(page);
  }

  /** Reads a page for all who ask before the next announcement of its key, and keeps it if there was none. */
  function beginRead(address: string, query: Query, key: string, state: KeyState): Promise<BuiltPage> {
    const { generation } = state;
    const isCurrent = () => state.generation === generation && states.get(key) === state;
    const page = readAnew(address, query)
      .then((built) => {
        if (isCurrent() && isLive(monotonic())) keep(built, state);
        return built;
      })
      .finally(() => {
        if (state.reads.get(address)?.page === page) state.reads.delete(address);
        if (isCurrent()) forgetIdle(key);
      });
    state.reads.set(address, { generation, page });
    return page;
  }

  return {
    onChange(change) {
      announcedAt = monotonic();
      const state = states.get(change.key);
      if (state === undefined) return;
      state.generation++;
      for (const page of state.kept) if (!followChange(page, change)) pages.delete(page.address);
    },

    onLive() {
      clear();
      isFollowing = true;
      announcedAt = monotonic();
    },

    onLost() {
      isFollowing = false;
      clear();
    },

    clear,

    kept(address, now = monotonic()) {
      const page = pages.get(address);
      if (page === undefined || !isLive(now)) return undefined;
      if (page.isOutdated) bringUpToDate(page);
      return page;
    },

    read(address, query) {
      if (!isLive(monotonic())) return readAnew(address, query);
      const key = keyOf(query);
      const state = stateOf(key);
      const running = state.reads.get(address);
      return running?.generation === state.generation ? running.page : beginRead(address, query, key, state);
    },
  };
}
