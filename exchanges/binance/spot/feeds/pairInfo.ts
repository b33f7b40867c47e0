import type { LatestFeed } from '../../../../model/feed.ts';
import { memberText } from '../../../../model/jsonTexts.ts';
import { entriesOf } from '../../bySymbol.ts';
import { marketIn, symbolsOf } from '../../exchangeInfo.ts';
import { object } from '../../fields.ts';
import { symbolList } from '../../symbolList.ts';

const text = { type: 'string' };

/** Status, assets and filters of all pairs in one call; the market's limits and each pair's status come with it. */
export const pairInfo = (): LatestFeed => ({
  shape: 'latest',
  rowSchema: object({
    symbol: text,
    status: text,
    baseAsset: text,
    quoteAsset: text,
    filters: { type: 'array' },
  }),
  request: (query) => ({
    path: '/api/v3/exchangeInfo',
    params: { symbols: symbolList(query.pairs), showPermissionSets: 'false' },
    weight: 20,
  }),
  entries: (payload) => entriesOf(symbolsOf(payload), memberText(payload.text, 'symbols') ?? ''),
  valueOf: (_row, entry) => ({ value: entry.text }),
  facts: marketIn,
});
