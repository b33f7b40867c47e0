import { useCallback, useEffect, useState } from 'preact/hooks';
import { type RowWindow, rowWindow, scrollFor } from '../figures/rowWindow.ts';

/** A box that scrolls, and which of its rows are drawn. */
export interface ScrolledRows extends RowWindow {
  readonly box: { readonly current: HTMLElement | null };
  /** Of each row, px. */
  readonly rowHeight: number;
  /** Rows that can be seen at once. */
  page(): number;
  /** Scrolls no further than needed to show a row. */
  show(index: number): void;
}

/** What can be seen before anybody has looked. */
const FIRST: RowWindow = { from: 0, to: 24 };

/** Whole pixels, so that many rows together are as high as they are counted. @param rem in letters of the page */
const pixelsOf = (rem: number): number =>
  Math.round(rem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)) || Math.round(16 * rem);

/** Only rows of the box that can be seen are drawn. @param count of all @param rem how high each is */
export function useRowWindow(count: number, box: ScrolledRows['box'], rem: number): ScrolledRows {
  const [seen, setSeen] = useState(() => ({ ...FIRST, rowHeight: pixelsOf(rem) }));
  const look = useCallback(() => {
    if (box.current === null) return;
    const rowHeight = pixelsOf(rem);
    const { from, to } = rowWindow(count, box.current.scrollTop, box.current.clientHeight, rowHeight);
    setSeen((last) =>
      last.from === from && last.to === to && last.rowHeight === rowHeight ? last : { from, to, rowHeight },
    );
  }, [count]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    look();
    element.addEventListener('scroll', look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, [look]);
  const { rowHeight } = seen;
  // Its head covers what is below it.
  const height = () => (box.current?.clientHeight ?? 0) - (box.current?.querySelector('thead')?.offsetHeight ?? 0);
  return {
    ...{ box, rowHeight },
    from: Math.min(seen.from, count),
    to: Math.min(seen.to, count),
    page: () => Math.floor(height() / rowHeight),
    show(index) {
      if (box.current === null) return;
      box.current.scrollTop = scrollFor(index, box.current.scrollTop, height(), rowHeight);
      look();
    },
  };
}
