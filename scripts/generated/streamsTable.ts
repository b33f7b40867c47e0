import { connectors } from '../../gateway/connectors.ts';
import type { Market } from '../../markets/markets.js';
import { markdownTable } from './markdownTable.ts';

/** The streams of a market, as Markdown, and what stands in angle brackets in their names. */
export function streamsTable(market: Market): string {
  const { kinds = [], placeholders = {} } = connectors[market].streamNames ?? {};
  const names = kinds.map(({ name, says }) => [`\`${name}\``, says]);
  const parts = Object.entries(placeholders).map(([name, { says, values }]) => {
    const list = values === undefined ? '' : `: ${values.map((value) => `\`${value}\``).join(' ')}`;
    return [`\`<${name}>\``, `${says}${list}`];
  });
  return `${markdownTable(['Stream', 'Tells'], names)}\n\n${markdownTable(['In a name', 'Stands for'], parts)}`;
}
