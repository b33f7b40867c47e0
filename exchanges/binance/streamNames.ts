import { otherIntervals } from '../../markets/intervals.js';
import type { Placeholder, StreamKind, StreamNames } from '../../model/streamNames.ts';
import { intervalNames } from './intervals.ts';

/** Letters and digits of any script, none of them a capital: Binance knows streams only by symbols in small letters. */
const SYMBOL = '[\\p{Ll}\\p{Lo}\\p{Lm}\\p{N}][\\p{Ll}\\p{Lo}\\p{Lm}\\p{M}\\p{N}._-]{0,39}';

/** What both markets have. */
export const sharedPlaceholders = {
  symbol: { says: 'What is traded, in small letters', pattern: SYMBOL },
  interval: {
    says: 'Length of a candle; m is a minute and M a month',
    values: [...Object.values(intervalNames), ...otherIntervals],
  },
  levels: { says: 'Levels of each side', values: ['5', '10', '20'] },
} satisfies Record<string, Placeholder>;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `(?<symbol>…)@kline_(?<interval>1m|3m|…)` */
function patternOf({ name }: StreamKind, placeholders: StreamNames['placeholders']): RegExp {
  const parts = name.split(/<(\w+)>/);
  const source = parts.map((part, index) => {
    if (index % 2 === 0) return escaped(part);
    const placeholder = placeholders[part];
    if (placeholder === undefined) throw new RangeError(`${name}: nothing says what ${part} is`);
    const { values, pattern = (values ?? []).map(escaped).join('|') } = placeholder;
    return `(?<${part}>${pattern})`;
  });
  return new RegExp(`^${source.join('')}$`, 'u');
}

/** Longer names are of nothing. */
const LONGEST = 100;

/** The names of a market's streams, from its table. @throws RangeError where a kind has a placeholder that nothing explains */
export function createStreamNames(
  kinds: readonly StreamKind[],
  placeholders: StreamNames['placeholders'],
): StreamNames {
  const patterns = kinds.map((kind) => ({ kind, pattern: patternOf(kind, placeholders) }));
  return {
    kinds,
    placeholders,
    read(name) {
      if (name.length > LONGEST) return null;
      for (const { kind, pattern } of patterns) {
        const found = pattern.exec(name);
        if (found !== null) return { kind, symbol: found.groups?.symbol?.toUpperCase() ?? null };
      }
      return null;
    },
  };
}
