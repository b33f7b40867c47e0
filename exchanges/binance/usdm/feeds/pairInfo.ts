import type { LatestFeed } from '../../../../model/feed.ts';
import { memberText } from '../../../../model/jsonTexts.ts';
import { entriesOf } from '../../bySymbol.ts';
import { marketIn, symbolsOf } from '../../exchangeInfo.ts';
import { ask } from '../ask.ts';
import { listedSymbol, type RawListed } from '../endpoints/general.ts';

/**
 * Contract, status, assets and filters of all symbols in one call; the market's limit and each symbol's status come with it. It answers with all
 * that there are, whatever is asked for: who is not among them is not listed. A contract that was settled is a halted one until it is gone.
 */
export const pairInfo = (): LatestFeed<RawListed> => ({
  shape: 'latest',
  rowSchema: listedSymbol,
  request: () => ask('exchangeInfo', {}),
  entries: (payload, { pairs }) => {
    const asked = new Set(pairs);
    const all = entriesOf(symbolsOf(payload), memberText(payload.text, 'symbols') ?? '');
    return all.filter(({ symbol }) => asked.has(symbol));
  },
  valueOf: (_row, { text }) => ({ value: text }),
  facts(payload, { pairs }) {
    const { limits, statuses } = marketIn(payload);
    const listed = new Map([...statuses].filter(([symbol]) => pairs.includes(symbol)));
    // A list with a row that cannot be read may have held anybody.
    const rows = symbolsOf(payload).length;
    const isWhole = rows > 0 && statuses.size === rows;
    return { limits, statuses: listed, unlisted: isWhole ? pairs.filter((symbol) => !listed.has(symbol)) : [] };
  },
});
