import type { Pages } from '../../pages/page.ts';

/** Resolves with the next announcement of a key, when something is done, or after so many ms. */
export function nextOf(pages: Pages, key: string, done: Promise<void> | null, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      end();
      resolve();
    };
    const timer = setTimeout(finish, ms);
    const end = pages.onNext(key, finish);
    void done?.then(finish);
  });
}
