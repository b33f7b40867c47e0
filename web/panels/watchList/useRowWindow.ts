import { useCallback, useEffect, useState } from 'preact/hooks';
import { type RowWindow, rowWindow, scrollFor } from '../../figures/watchList/rowWindow.ts';

/** Of a row, and of the head of the table, rem: the style says the same. */
export const ROW_REM = 1.75;

const rowHeight = (): number => ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

/** A box that scrolls, and which of its rows are drawn. */
export interface ScrolledRows extends RowWindow {
  readonly box: { current: HTMLElement | null };
  /** Rows that can be seen at once. */
  page(): number;
  /** Scrolls no further than needed to show a row. */
  show(index: number): void;
}

/** Only rows of the box that can be seen are drawn. @param count of all */
export function useRowWindow(count: number, box: ScrolledRows['box']): ScrolledRows {
  const [seen, setSeen] = useState<RowWindow>({ from: 0, to: 24 });
  const look = useCallback(() => {
    if (box.current === null) return;
    const next = rowWindow(count, box.current.scrollTop, box.current.clientHeight, rowHeight());
    setSeen((last) => (last.from === next.from && last.to === next.to ? last : next));
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
  // The head takes the height of a row.
  const height = () => (box.current?.clientHeight ?? 0) - rowHeight();
  return {
    box,
    from: Math.min(seen.from, count),
    to: Math.min(seen.to, count),
    page: () => Math.floor(height() / rowHeight()),
    show(index) {
      if (box.current === null) return;
      box.current.scrollTop = scrollFor(index, box.current.scrollTop, height(), rowHeight());
      look();
    },
  };
}
