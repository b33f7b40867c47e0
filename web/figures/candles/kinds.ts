import { intervalText } from '../format.ts';

/** Which candles of a pair. */
export interface Kind {
  /** Minutes. */
  readonly interval: number;
  /** `price=mark`, `contract=perpetual`; empty: those of the pair's own trades. */
  readonly named: string;
}

const TYPE = /^([1-9]\d*)(?::((?:price|contract)=\w+))?$/;

/** What a type of GetData is as candles; null: it is none. */
export function kindOf(type: string): Kind | null {
  const [, interval, named = ''] = TYPE.exec(type) ?? [];
  return interval === undefined ? null : { interval: Number(interval), named };
}

export const typeOf = ({ interval, named }: Kind): string => (named === '' ? String(interval) : `${interval}:${named}`);

export const kindsOf = (types: readonly string[]): Kind[] => types.flatMap((type) => kindOf(type) ?? []);

/** The kind that is wanted, or the first one that there is; null: there is none. */
export function chosenOf(kinds: readonly Kind[], wanted: string): Kind | null {
  return kinds.find((kind) => typeOf(kind) === wanted) ?? kinds[0] ?? null;
}

/** The same interval of another price, or the first interval that there is of it. */
export function withNamed(kinds: readonly Kind[], { interval }: Kind, named: string): Kind | undefined {
  const own = kinds.filter((kind) => kind.named === named);
  return own.find((kind) => kind.interval === interval) ?? own[0];
}

const words: Readonly<Record<string, string>> = {
  '': 'trades',
  'price=mark': 'mark price',
  'price=index': 'index price',
  'price=premiumIndex': 'premium',
  'contract=perpetual': 'perpetual',
  'contract=current_quarter': 'this quarter',
  'contract=next_quarter': 'next quarter',
};

/** What the candles are of, in words. */
export const namedText = (named: string): string => words[named] ?? named;

/** `5m of the mark price`. */
export const kindText = ({ interval, named }: Kind): string =>
  named === '' ? intervalText(interval) : `${intervalText(interval)} (${namedText(named)})`;

/** The query of GetData for a series. @param pair in lower case */
export function queryOf(market: string, pair: string, { interval, named }: Kind): string {
  const [name, value] = named.split('=');
  const query = new URLSearchParams({ type: String(interval), code: pair, market });
  if (name !== undefined && value !== undefined) query.set(name, value);
  return query.toString();
}
