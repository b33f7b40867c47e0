import { numberIn } from '../../figures/numbers.ts';
import { type Column, found, ordered, orderOf } from '../../figures/watchList/order.ts';
import { changeOf, spreadOf } from '../../figures/watchList/rowFigures.ts';
import { ageNow } from '../../state/clock.ts';
import { type PairsValues, usePairsValues } from '../../state/values.ts';

/** Latest values of all pairs of a market, by what the list shows of them. */
export interface ListValues {
  readonly price: PairsValues;
  readonly change: PairsValues;
  readonly spread: PairsValues;
}

/** Feeds that the list shows. */
export const listTypes = ['price', 'high-low', 'book-ticker'] as const;

/** @param types what is collected: nothing else is asked for */
export function useListValues(market: string, types: readonly string[]): ListValues {
  const topicOf = (type: (typeof listTypes)[number]) => (types.includes(type) ? `${market}:*:${type}` : null);
  return {
    price: usePairsValues(topicOf('price')),
    change: usePairsValues(topicOf('high-low')),
    spread: usePairsValues(topicOf('book-ticker')),
  };
}

/** The pairs that are searched for, in the order that is wished, by the values of now. */
export function listOf(codes: readonly string[], values: ListValues, search: string, order: string): readonly string[] {
  return ordered(found(codes, search), orderOf(order), (code, by) => figureOf(values, code, by));
}

function figureOf({ price, change, spread }: ListValues, code: string, by: Column): number | null {
  const held = (by === 'change' ? change : by === 'spread' ? spread : price).of(code).get();
  if (held === null) return null;
  if (by === 'change') return changeOf(held.row);
  if (by === 'spread') return spreadOf(held.row);
  if (by === 'price') return numberIn(held.row.price);
  return held.age === null ? null : ageNow({ age: held.age, at: held.at });
}
