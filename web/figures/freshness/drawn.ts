/** What is seen of a long list. */
export interface Seen {
  /** How far it is scrolled, px. */
  readonly top: number;
  /** Height of what can be seen, px. */
  readonly height: number;
  /** Height of each row, px. */
  readonly rowHeight: number;
}

/** Rows beyond what can be seen, on either side: scrolling shows them before they are drawn anew. */
const BEYOND = 8;

/** Of `count` rows those that are drawn: from `first` up to and without `end`. */
export function drawnOf(count: number, { top, height, rowHeight }: Seen): { first: number; end: number } {
  const at = Math.max(0, Math.floor(top / rowHeight) - BEYOND);
  const most = Math.ceil(height / rowHeight) + 2 * BEYOND;
  // A list that has become shorter may still be scrolled beyond its end.
  const first = Math.max(0, Math.min(at, count - most));
  return { first, end: Math.min(count, first + most) };
}

/** How far to scroll so that a row can be seen whole, px. @param covered what the head of the table covers, px */
export function scrolledTo(index: number, { top, height, rowHeight }: Seen, covered: number): number {
  const [from, to] = [index * rowHeight, (index + 1) * rowHeight];
  if (from < top) return from;
  return to > top + height - covered ? to - height + covered : top;
}
