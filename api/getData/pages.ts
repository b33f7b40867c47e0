import { LRUCache } from 'lru-cache';
import { monotonicMs } from '../../runtime/machine.ts';
import type { Change, ChangesFollower } from '../../store/changes.ts';
import type { Store } from '../../store/connect.ts';
import type { RawHeaders } from '../http/rawHeaders.ts';
import { securityHeaders } from '../http/securityHeaders.ts';
import { etagOf } from './etag.ts';
import { keyOf, type Rendered, readPage as readStoredPage, renderPage } from './page.ts';
import type { Query } from './query.ts';

/** A page as it is answered. */
export interface BuiltPage {
  readonly query: Query;
  /** Exchange-clock ms; null where nothing is stored. */
  readonly asOf: number | null;
  /** Who the data is from; '' where nothing is stored. */
  readonly source: string;
  readonly etag: string;
  readonly body: string;
  readonly isAscii: boolean;
  /** All headers but those that change from answer to answer. */
  readonly headers: RawHeaders;
}

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
  /** Can be injected. */
  readonly monotonic?: () => number;
}

const MOST_BYTES = 32 * 1024 * 1024;

/** Memory a kept page takes beside its body and its address, bytes, roughly. */
const OVERHEAD_BYTES = 1_000;

/** A stopped Redis closes no connection. With at least one collector alive there is an announcement each second. */
const SILENT_AFTER_MS = 3_000;

/** All that is kept of one key. */
interface KeyState {
  /** Rises with each announcement: what was read before it is not kept. */
  generation: number;
  readonly kept: Set<KeptPage>;
  readonly reads: Map<string, { readonly generation: number; readonly page: Promise<BuiltPage> }>;
}

interface KeptPage extends BuiltPage {
  readonly address: string;
  readonly key: string;
  readonly rendered: Rendered;
  /** Rows stored when it was read. */
  readonly total: number;
  /** Score of its first row; null where it has none. */
  readonly highest: number | null;
  version: number;
  asOf: number | null;
  etag: string;
  body: string;
  isAscii: boolean;
  headers: RawHeaders;
  /** Whether `body` still has an older asOf, and `headers` an older tag. */
  isOutdated: boolean;
}

export function createPages({ read, mostBytes = MOST_BYTES, monotonic = monotonicMs }: PagesOptions): Pages {
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
    if (now - announcedAt <= SILENT_AFTER_MS) return true;
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

  async function readPage(address: string, query: Query): Promise<KeptPage> {
    const page = await read((store) => readStoredPage(store, query));
    const rendered = renderPage(query, page);
    const asOf = page.meta?.asOf ?? null;
    const version = page.meta?.version ?? 0;
    const etag = etagOf(version, query);
    const answer = answerOf(rendered, asOf, etag);
    return {
      query,
      address,
      key: keyOf(query),
      rendered,
      total: page.total,
      highest: page.highest,
      source: page.meta?.source ?? '',
      version,
      asOf,
      etag,
      ...answer,
      isOutdated: false,
    };
  }

  function keep(page: KeptPage, state: KeyState): void {
    pages.set(page.address, page);
    // Not kept: it is larger than all the memory for pages.
    if (!pages.has(page.address)) return;
    states.set(page.key, state);
    state.kept.add(page);
  }

  /** Follows an announcement, as far as it says enough. Returns false where the page has to be read anew. */
  function follow(page: KeptPage, { version, asOf, lowest, total }: Change): boolean {
    const isConfirmed = version === page.version && lowest === null;
    // All its rows lie below those that have changed, and none was added or dropped that would shift or count them otherwise.
    const isUntouched =
      version === page.version + 1 &&
      lowest !== null &&
      total === page.total &&
      (page.highest === null ? lowest > 0 : page.highest < lowest);
    if (!isConfirmed && !isUntouched) return false;
    if (page.asOf !== null && asOf < page.asOf) return false;
    if (isUntouched) page.etag = etagOf(version, page.query);
    page.version = version;
    page.isOutdated ||= isUntouched || asOf !== page.asOf;
    page.asOf = asOf;
    return true;
  }

  return {
    onChange(change) {
      announcedAt = monotonic();
      const state = states.get(change.key);
      if (state === undefined) return;
      state.generation++;
      for (const page of state.kept) if (!follow(page, change)) pages.delete(page.address);
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
      if (page.isOutdated) {
        Object.assign(page, answerOf(page.rendered, page.asOf, page.etag));
        page.isOutdated = false;
      }
      return page;
    },

    read(address, query) {
      if (!isLive(monotonic())) return readPage(address, query);
      const key = keyOf(query);
      const state = stateOf(key);
      const { generation } = state;
      const running = state.reads.get(address);
      if (running?.generation === generation) return running.page;
      const page = readPage(address, query)
        .then((built) => {
          // A state that was forgotten meanwhile has missed announcements.
          if (state.generation === generation && states.get(key) === state && isLive(monotonic())) keep(built, state);
          return built;
        })
        .finally(() => {
          if (state.reads.get(address)?.page === page) state.reads.delete(address);
          if (state.generation === generation && states.get(key) === state) forgetIdle(key);
        });
      state.reads.set(address, { generation, page });
      return page;
    },
  };
}

/** Memory it takes, bytes, roughly. */
const sizeOf = ({ body, address }: KeptPage): number => 3 * body.length + 2 * address.length + OVERHEAD_BYTES;

const ALWAYS = securityHeaders();

function answerOf({ beforeAsOf, afterAsOf }: Rendered, asOf: number | null, etag: string) {
  const bytes = Buffer.from(`${beforeAsOf}${asOf}${afterAsOf}`);
  // A string that was put together from others is put together anew each time it is sent.
  const body = bytes.toString();
  const description = ['Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(bytes.length)];
  const headers = [...ALWAYS, 'Cache-Control', 'no-cache', 'ETag', etag, ...description];
  return { body, isAscii: bytes.length === body.length, headers };
}
