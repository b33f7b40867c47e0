import { useEffect, useState } from 'preact/hooks';
import type { Seen } from '../../figures/freshness/drawn.ts';

/** Rows are so high, in letters of the page. */
const ROW_REM = 1.6;

/** Whole pixels, so that many rows together are as high as they are counted. */
const rowHeight = (): number =>
  Math.round(ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)) || 26;

/** What is seen of the rows in a region that scrolls. */
export function useSeen(region: { readonly current: HTMLElement | null }): Seen {
  const [seen, setSeen] = useState<Seen>(() => ({ top: 0, height: 600, rowHeight: rowHeight() }));
  useEffect(() => {
    const element = region.current;
    if (element === null) return;
    const look = () => setSeen({ top: element.scrollTop, height: element.clientHeight, rowHeight: rowHeight() });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [region]);
  return seen;
}
