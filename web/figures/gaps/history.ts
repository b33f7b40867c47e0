/** What is still to be fetched of the rows from before the first start, as a worker says it. */
interface Worker {
  readonly name: string;
  readonly history?: { readonly pairs: number; readonly rows: number | null };
}

/** Of each collector with history to fetch a line: `klines-1: 3 pairs, at most 12,000 rows`. */
export const historyLines = (workers: readonly Worker[]): string[] =>
  workers.flatMap(({ name, history }) => {
    if (history === undefined || !(history.pairs > 0)) return [];
    const { pairs, rows } = history;
    const most = rows === null ? '' : `, at most ${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;
    return [`${name}: ${pairs} ${pairs === 1 ? 'pair' : 'pairs'}${most}`];
  });
