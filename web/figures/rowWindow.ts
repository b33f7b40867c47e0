/** Rows beyond each end of what can be seen that are drawn, too: scrolling shows them at once. */
const BEYOND = 4;

/** Rows of a list that are drawn: from `from` up to and without `to`. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

/** Which of `count` rows can be seen. @param top how far is scrolled @param height of what is seen, in the same unit as `row` */
export function rowWindow(count: number, top: number, height: number, row: number): RowWindow {
  // A list that has become shorter may still be scrolled beyond its end.
  const at = Math.max(0, Math.min(top, count * row - height));
  return {
    from: Math.max(0, Math.floor(at / row) - BEYOND),
    to: Math.min(count, Math.ceil((at + height) / row) + BEYOND),
  };
}

/** How far to scroll so that a row can be seen whole. @param height of what is seen of rows */
export function scrollFor(index: number, top: number, height: number, row: number): number {
  return Math.min(index * row, Math.max(top, (index + 1) * row - height));
}
