import { useEffect, useReducer } from 'preact/hooks';

/** A value that changes, and who wants to know. */
export interface Cell<T> {
  get(): T;
  set(value: T): void;
  /** @returns ends it */
  watch(onChange: (value: T) => void): () => void;
}

/** @param onWatched called when the first one watches; what it returns is called when nobody does any more */
export function cell<T>(first: T, onWatched?: () => () => void): Cell<T> {
  let value = first;
  let end: (() => void) | undefined;
  const watchers = new Set<(value: T) => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const tell of [...watchers]) tell(next);
    },
    watch(onChange) {
      watchers.add(onChange);
      if (watchers.size === 1) end = onWatched?.();
      return () => {
        if (!watchers.delete(onChange) || watchers.size > 0) return;
        end?.();
        end = undefined;
      };
    },
  };
}

/** What a cell holds now; the component is drawn anew when that changes. */
export function useCell<T>(watched: Cell<T>): T {
  const [, redraw] = useReducer((count: number, _change: unknown) => count + 1, 0);
  const drawn = watched.get();
  useEffect(() => {
    // It may have changed between the drawing and now.
    if (!Object.is(watched.get(), drawn)) redraw(null);
    return watched.watch(redraw);
  }, [watched]);
  return drawn;
}
