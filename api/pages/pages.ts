import { LRUCache } from 'lru-cache';
import { monotonicMs } from '../../runtime/machine.ts';
import type { Store } from '../../store/redis/connect.ts';
import type { Change } from '../../store/values/changes.ts';
import type { Followed, PageKind, PageRequest, Pages, Shelf } from './page.ts';

/*
 * Answers are kept in memory, so that what many ask for is read once. The promise: no answer is older than the newest announcement of its
 * keys that this process had received when the request came.
 *
 * A page is named by its address, is made of one or more keys, and is in one of five states:
 *
 *   unknown      nothing is kept: who asks for it has it read
 *   being read   Redis has been asked; who asks meanwhile gets the same answer
 *   right        answered from memory
 *   outdated     kept, and what it was made of is right, but its text is not: an older asOf or tag
 *   behind       kept, and a part of it has changed
 *
 *   unknown → being read            somebody asks for it
 *   behind → being read             somebody asks for it, and only what has changed is read. The old page stays until that is there
 *   being read → right              it was read, and none of its keys was announced meanwhile
 *   being read → unknown            it was read, but a key of it was announced meanwhile: who waited gets it, nobody else does. Who asks after
 *   being read → behind             the announcement does not wait for this read, but begins another
 *   right → outdated, behind        a key of it was announced, and the page's kind says what that means to it (PageKind.follow)
 *   outdated → right                somebody asks for it, and its text is written anew
 *   any of these → unknown          a key was announced and the page is wrong; or it makes room for pages that were asked for later
 *   any → unknown                   nobody knows what has changed: the connection that announcements come by was lost, nothing was
 *                                   announced for three seconds, or CONFIG.json was edited (clear)
 *
 * An announcement overtakes the reads of its key that are under way: nobody joins them any more, and what they bring is not kept. So a page
 * is kept only if its keys are of the same generation after the read as before it. What is known of a key is held only while some page of it is
 * kept or being read, or somebody waits for its next announcement.
 */

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

const MOST_BYTES = 64 * 1024 * 1024;

/** A stopped Redis closes no connection. With at least one collector alive there is an announcement each second. */
export const SILENT_AFTER_MS = 3_000;

/** Memory that keeping takes for each page and for each of its keys, roughly, bytes: their places in maps and lists. */
const ENTRY_BYTES = 400;
const KEY_BYTES = 200;

/** A page that is kept. */
interface Entry<Page> {
  readonly kind: PageKind<Page>;
  readonly request: PageRequest<Page>;
  readonly page: Page;
  state: Followed;
}

/** A page that is being read. */
interface Reading {
  readonly kind: PageKind<object>;
  readonly address: string;
  readonly keys: readonly string[];
  /** A key of it was announced since it began. */
  isOvertaken: boolean;
}

/** What is known of one key. */
interface KeyState {
  readonly kept: Set<Entry<object>>;
  readonly reads: Set<Reading>;
  readonly listeners: Set<() => void>;
}

const badness: Readonly<Record<Followed, number>> = { right: 0, outdated: 1, behind: 2, wrong: 3 };

const sizeOf = ({ kind, request: { address, keys }, page }: Entry<object>): number =>
  kind.sizeOf(page) + address.length + ENTRY_BYTES + KEY_BYTES * keys.length;

export function createPages(options: PagesOptions): Pages {
  const { read, mostBytes = MOST_BYTES, silentAfterMs = SILENT_AFTER_MS, monotonic = monotonicMs } = options;
  /** By key. */
  const states = new Map<string, KeyState>();
  /** By address: those that may be joined, with what they will bring. */
  const reads = new Map<string, { readonly reading: Reading; readonly page: Promise<object> }>();
  /** By address. Those that were asked for last stay. */
  const entries = new LRUCache<string, Entry<object>>({ maxSize: mostBytes, sizeCalculation: sizeOf, dispose: leave });
  let isFollowing = false;
  let announcedAt = 0;
  /** That nothing has been announced for long is known, and all is forgotten. */
  let isSilent = false;

  function leave(entry: Entry<object>): void {
    for (const key of entry.request.keys) {
      states.get(key)?.kept.delete(entry);
      forgetIdle(key);
    }
  }

  function forgetIdle(key: string): void {
    const state = states.get(key);
    if (state !== undefined && state.kept.size + state.reads.size + state.listeners.size === 0) states.delete(key);
  }

  function end(reading: Reading): void {
    if (reads.get(reading.address)?.reading === reading) reads.delete(reading.address);
    for (const key of reading.keys) {
      states.get(key)?.reads.delete(reading);
      forgetIdle(key);
    }
  }

  function overtake(reading: Reading): void {
    reading.isOvertaken = true;
    end(reading);
  }

  /** Each is called once. */
  function tell({ listeners }: KeyState): void {
    const all = [...listeners];
    listeners.clear();
    for (const listener of all) listener();
  }

  function clear(): void {
    const all = [...states.values()];
    states.clear();
    reads.clear();
    entries.clear();
    for (const state of all) {
      for (const reading of state.reads) reading.isOvertaken = true;
      tell(state);
    }
  }

  /** Without announcements nobody knows what has changed. */
  function isLive(now: number): boolean {
    if (!isFollowing) return false;
    if (now - announcedAt <= silentAfterMs) return true;
    // Once: who waits for an announcement now waits for the next one, not for whoever asks next.
    if (!isSilent) clear();
    isSilent = true;
    return false;
  }

  function stateOf(key: string): KeyState {
    let state = states.get(key);
    if (state === undefined) {
      state = { kept: new Set(), reads: new Set(), listeners: new Set() };
      states.set(key, state);
    }
    return state;
  }

  function keep(entry: Entry<object>): void {
    const { address, keys } = entry.request;
    entries.set(address, entry);
    // Not kept: it is larger than all the memory for pages.
    if (entries.peek(address) !== entry) return;
    for (const key of keys) stateOf(key).kept.add(entry);
  }

  function follow(change: Change): void {
    const state = states.get(change.key);
    if (state === undefined) return;
    for (const reading of state.reads) overtake(reading);
    for (const entry of state.kept) {
      const followed = entry.kind.follow(entry.page, change);
      if (badness[followed] > badness[entry.state]) entry.state = followed;
      if (followed === 'wrong') entries.delete(entry.request.address);
    }
    tell(state);
    forgetIdle(change.key);
  }

  function shelf<Page extends object>(kind: PageKind<Page>): Shelf<Page> {
    /** What is kept at an address, whatever its state. */
    const entryAt = (address: string): Entry<Page> | undefined => {
      const entry = entries.get(address);
      return entry?.kind === kind ? (entry as Entry<Page>) : undefined;
    };

    async function readOf(request: PageRequest<Page>): Promise<Page> {
      const old = entryAt(request.address);
      const { patch } = kind;
      const patched =
        old?.state === 'behind' && patch !== undefined ? await read((store) => patch(old.page, store)) : null;
      return patched ?? read((store) => request.read(store));
    }

    /** Reads a page for all who ask before the next announcement of its keys, and keeps it if there was none. */
    function begin(request: PageRequest<Page>): Promise<Page> {
      const { address, keys } = request;
      const reading: Reading = { kind, address, keys, isOvertaken: false };
      for (const key of keys) stateOf(key).reads.add(reading);
      const page = readOf(request)
        .then((built) => {
          if (!reading.isOvertaken && isLive(monotonic())) keep({ kind, request, page: built, state: 'right' });
          return built;
        })
        .finally(() => end(reading));
      reads.set(address, { reading, page });
      return page;
    }

    return {
      kept(address, now = monotonic()) {
        const entry = entryAt(address);
        if (entry === undefined || !isLive(now)) return undefined;
        if (entry.state === 'right') return entry.page;
        if (entry.state !== 'outdated') return undefined;
        kind.rewrite?.(entry.page);
        entry.state = 'right';
        return entry.page;
      },

      read(request) {
        if (!isLive(monotonic())) return read((store) => request.read(store));
        const running = reads.get(request.address);
        return running?.reading.kind === kind ? (running.page as Promise<Page>) : begin(request);
      },
    };
  }

  return {
    shelf,

    onNext(key, listener) {
      const { listeners } = stateOf(key);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        forgetIdle(key);
      };
    },

    onChange(change) {
      isSilent = false;
      announcedAt = monotonic();
      follow(change);
    },

    onLive() {
      clear();
      isFollowing = true;
      isSilent = false;
      announcedAt = monotonic();
    },

    onLost() {
      isFollowing = false;
      clear();
    },

    clear,
  };
}
