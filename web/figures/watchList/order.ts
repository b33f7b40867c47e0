/** What the list can be ordered by. */
export const columns = ['symbol', 'price', 'change', 'spread', 'age'] as const;

export type Column = (typeof columns)[number];

export interface Order {
  readonly by: Column;
  /** The largest first. */
  readonly isDown: boolean;
}

/** An order as it stands in the address, `price`, `-change`; null: as CONFIG.json has the pairs. */
export function orderOf(text: string): Order | null {
  const isDown = text.startsWith('-');
  const by = columns.find((column) => column === (isDown ? text.slice(1) : text));
  return by === undefined ? null : { by, isDown };
}

/** The order after a choice of this column: its usual way first, then the other way, then as CONFIG.json has the pairs. */
export function nextOrder(text: string, by: Column): string {
  const [up, down] = [by as string, `-${by}`];
  const ways = by === 'symbol' ? [up, down] : [down, up];
  return ways[ways.indexOf(text) + 1] ?? '';
}

/** What `aria-sort` says of a column. */
export function sortWord(text: string, by: Column): 'ascending' | 'descending' | 'none' {
  const order = orderOf(text);
  if (order?.by !== by) return 'none';
  return order.isDown ? 'descending' : 'ascending';
}

/** Pairs that have the text in their symbol, in any case. */
export function found(codes: readonly string[], search: string): readonly string[] {
  const text = search.trim().toLowerCase();
  return text === '' ? codes : codes.filter((code) => code.toLowerCase().includes(text));
}

/**
 * Pairs in order. Those without the figure come last, either way; equal ones stay as they were.
 * @param figureOf null: there is none
 */
export function ordered(
  codes: readonly string[],
  order: Order | null,
  figureOf: (code: string, by: Column) => number | null,
): readonly string[] {
  if (order === null) return codes;
  const { by, isDown } = order;
  const sign = isDown ? -1 : 1;
  if (by === 'symbol') return [...codes].sort((a, b) => sign * (a < b ? -1 : Number(a > b)));
  const figures = new Map(codes.map((code) => [code, figureOf(code, by)]));
  return [...codes].sort((a, b) => {
    const [own, other] = [figures.get(a) ?? null, figures.get(b) ?? null];
    if (own === null || other === null) return Number(own === null) - Number(other === null);
    return sign * (own - other);
  });
}
