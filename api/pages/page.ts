import type { Store } from '../../store/redis/connect.ts';
import type { Change, ChangesFollower } from '../../store/values/changes.ts';

/**
 * What an announcement makes of a page, from the best to the worst:
 *
 * - `right`     it is answered as it is
 * - `outdated`  what it was made of is what is stored, but its text is to be written anew
 * - `behind`    a part of it has changed, which has to be read
 * - `wrong`     it is forgotten, and read anew when somebody asks for it
 */
export type Followed = 'right' | 'outdated' | 'behind' | 'wrong';

/** What the cache has to know of one kind of pages: how they follow what is announced. One object for all pages of the kind. */
export interface PageKind<Page> {
  /** Memory that a page takes, without its address, bytes. */
  sizeOf(page: Page): number;
  /** Notes in the page what a change of one of its keys means to it. */
  follow(page: Page, change: Change): Followed;
  /** Writes the text of an outdated page anew. Not before somebody asks for it. */
  rewrite?(page: Page): void;
  /**
   * Makes of a page that is behind one that is not, by reading only what has changed; the old one stays as it is. Absent: nothing is ever behind.
   *
   * @returns null where it has to be read anew @throws ioredis errors when Redis is away
   */
  patch?(page: Page, store: Store): Promise<Page | null>;
}

/** A page that somebody asks for. */
export interface PageRequest<Page> {
  /** Names it, among the pages of all kinds. */
  readonly address: string;
  /** The data keys that it is made of: all of those whose announcements may change it. */
  readonly keys: readonly string[];
  /** Reads it as it is stored now. */
  read(store: Store): Promise<Page>;
}

/** The pages of one kind. */
export interface Shelf<Page> {
  /** The page if it is kept and up to date. @param now monotonic ms */
  kept(address: string, now?: number): Page | undefined;
  /** Reads it, or what of it has changed; or joins a read that has begun after the newest announcement of its keys. @throws what `read` throws */
  read(request: PageRequest<Page>): Promise<Page>;
}

/** What was read from Redis and made into answers, kept in memory for as long as no announcement says that it has changed. */
export interface Pages extends ChangesFollower {
  /** Pages of one kind. All kinds share the memory. */
  shelf<Page extends object>(kind: PageKind<Page>): Shelf<Page>;
  /**
   * Calls `listener` once, with the next announcement of a key, or when nobody knows what is announced any more.
   *
   * @returns a function that ends it
   */
  onNext(key: string, listener: () => void): () => void;
  /** Forgets all pages: addresses may mean something else now. */
  clear(): void;
}
