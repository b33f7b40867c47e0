/** Rows beyond each end that are drawn, too: scrolling shows them at once. */
const BEYOND = 4;

/** Rows that are drawn: from `from` up to and without `to`. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

/** Which of `count` rows can be seen. @param top how far is scrolled @param height of what is seen, in the same unit as `row` */
export function rowWindow(count: number, top: number, height: number, row: number): RowWindow {
  const first = Math.floor(Math.max(0, top) / row) - BEYOND;
  const last = Math.ceil((Math.max(0, top) + height) / row) + BEYOND;
  const to = Math.min(count, last);
  return { from: Math.max(0, Math.min(first, to)), to };
}

/** How far to scroll so that a row can be seen whole. @param height of what is seen of rows */
export function scrollFor(index: number, top: number, height: number, row: number): number {
  return Math.min(index * row, Math.max(top, (index + 1) * row - height));
}

/** Where a key leads in a list, as an index; null: nowhere. @param page rows that can be seen */
export function indexAfter(key: string, index: number, count: number, page: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: Math.max(1, page),
    PageUp: -Math.max(1, page),
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined || count === 0 ? null : Math.max(0, Math.min(count - 1, index + step));
}
