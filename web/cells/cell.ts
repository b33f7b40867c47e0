import { useEffect, useReducer, useRef } from 'preact/hooks';

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
  const redraw = useRedrawing();
  const drawn = watched.get();
  useEffect(() => {
    // It may have changed between the drawing and now.
    if (!Object.is(watched.get(), drawn)) redraw(null);
    return watched.watch(redraw);
  }, [watched]);
  return drawn;
}

/** What is shown of what a cell holds: the component is drawn anew only when that changes. @param show gives text or a number */
export function useShown<T, Shown extends string | number | boolean | null>(
  watched: Cell<T>,
  show: (value: T) => Shown,
): Shown {
  const redraw = useRedrawing();
  const drawn = useRef({ show, shown: null as Shown | null });
  const shown = show(watched.get());
  drawn.current = { show, shown };
  useEffect(() => {
    const look = () => {
      const next = drawn.current.show(watched.get());
      if (!Object.is(next, drawn.current.shown)) redraw(null);
    };
    look();
    return watched.watch(look);
  }, [watched]);
  return shown;
}

/** Has the component drawn anew, whatever it is told. */
function useRedrawing(): (change: unknown) => void {
  const [, redraw] = useReducer((count: number, _change: unknown) => count + 1, 0);
  return redraw;
}
