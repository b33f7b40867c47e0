import type { Entry, Payload } from '../../model/feed.ts';
import { elementTexts } from '../../model/jsonTexts.ts';
import { listOf } from '../../model/validate.ts';

/** The rows of a payload that is a list, by the symbol that each names. @throws InvalidPayload where it is none */
export const entriesBySymbol = ({ data, text, path }: Payload): Entry[] => entriesOf(listOf(data, path), text);

/** Rows by the symbol that each names. @param text the list as it was sent */
export function entriesOf(rows: readonly unknown[], text: string): Entry[] {
  const texts = elementTexts(text);
  return rows.map((row, index) => ({ symbol: symbolOf(row), row, text: texts[index] ?? '' }));
}

/** '' where it names none. */
export function symbolOf(row: unknown): string {
  const { symbol } = Object(row) as { symbol?: unknown };
  return typeof symbol === 'string' ? symbol : '';
}
