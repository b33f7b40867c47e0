import { figureGroups } from '../../analysis/figureGroups.ts';
import { markdownTable } from './markdownTable.ts';

/** The figures of a snapshot, as Markdown. What differs in a number alone is one row. */
export function figuresTable(): string {
  const rows = figureGroups.flatMap(({ words, anyOf, figures }) => {
    const numbers = Object.keys(words).filter((number) => number !== '');
    const named = numbers.length === 0 ? '' : `, N: ${numbers.join(', ')}`;
    return figures.map(({ name, unit, says, source }) => {
      // A bar would end the cell.
      return [`\`${name}\`${named}`, unit, says.replaceAll('{}', anyOf).replaceAll('|', '\\|'), source];
    });
  });
  return markdownTable(['Figure', 'Unit', 'Formula', 'Made of'], rows);
}
