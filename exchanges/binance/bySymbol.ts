import type { Entry, Payload } from '../../model/feed.ts';
import { elementTexts } from '../../model/jsonTexts.ts';
import { listOf } from '../../model/validate.ts';

/** The rows of a payload, each with the symbol that it names. @throws InvalidPayload if the payload is not a list */
export const entriesBySymbol = ({ data, text, path }: Payload): Entry[] => entriesOf(listOf(data, path), text);

/** Rows, each with the symbol that it names. @param text the list as it was sent */
export function entriesOf(rows: readonly unknown[], text: string): Entry[] {
  const texts = elementTexts(text);
  return rows.map((row, index) => ({ symbol: symbolOf(row), row, text: texts[index] ?? '' }));
}

/** The symbol that a row names; '' if it names none. */
export function symbolOf(row: unknown): string {
  const { symbol } = Object(row) as { symbol?: unknown };
  return typeof symbol === 'string' ? symbol : '';
}
