/** What is looked at. It stands in the address of the page, so that it can be sent to others and come back. */
export interface View {
  readonly market: string;
  readonly pair: string;
  /** Of candles: GetData's type, with price or contract where they have one, such as `1`, `60:price=mark`. */
  readonly candles: string;
  /** Times are shown in UTC, or in that of this machine. */
  readonly zone: 'utc' | 'local';
  /** Trades below it are left out of the tape, in the quote asset. */
  readonly tape: number;
  /** What the watch list is ordered by, as `symbol`, `-change`. */
  readonly order: string;
  /** What is searched in the watch list. */
  readonly search: string;
  /** The pair or feed that the freshness matrix is narrowed to. */
  readonly fresh: string;
  /** What its rows are ordered by. */
  readonly freshBy: 'worst' | 'pair';
  /** The figure that is drawn over the snapshots of the pair. */
  readonly figure: string;
  /** The gaps that are listed. */
  readonly gaps: 'all' | 'open';
}

export const defaults: View = {
  market: 'spot',
  pair: '',
  candles: '1',
  zone: 'utc',
  tape: 0,
  order: '',
  search: '',
  fresh: '',
  freshBy: 'worst',
  figure: 'spread.basisPoints',
  gaps: 'all',
};

/** What an address says. What it says wrongly is as if it said nothing. */
export function viewOf(search: string): View {
  const given = new URLSearchParams(search);
  const text = (name: keyof View, most = 40) => (given.get(name) ?? String(defaults[name])).slice(0, most);
  const tape = Number(text('tape'));
  return {
    market: text('market'),
    pair: text('pair').toLowerCase(),
    candles: text('candles'),
    zone: text('zone') === 'local' ? 'local' : 'utc',
    tape: Number.isFinite(tape) && tape > 0 ? tape : 0,
    order: text('order'),
    search: text('search'),
    fresh: text('fresh'),
    freshBy: text('freshBy') === 'pair' ? 'pair' : 'worst',
    figure: text('figure'),
    gaps: text('gaps') === 'open' ? 'open' : 'all',
  };
}

/** The query of an address: only what is not as usual. */
export function queryOf(view: View): string {
  const named = Object.entries(view).filter(([name, value]) => value !== defaults[name as keyof View]);
  const query = new URLSearchParams(Object.fromEntries(named.map(([name, value]) => [name, String(value)])));
  return named.length === 0 ? '' : `?${query}`;
}
