import type { LatestFeed } from '../../../../model/feed.ts';
import { memberText } from '../../../../model/jsonTexts.ts';
import { entriesOf } from '../../bySymbol.ts';
import { marketIn, symbolsOf } from '../../exchangeInfo.ts';
import { symbolList } from '../../symbolList.ts';
import { ask } from '../ask.ts';
import { listedSymbol } from '../endpoints/general.ts';

/** Status, assets and filters of all pairs in one call; the market's limits and each pair's status come with it. */
export const pairInfo = (): LatestFeed => ({
  shape: 'latest',
  rowSchema: listedSymbol,
  request: (query) => ask('exchangeInfo', { symbols: symbolList(query.pairs), showPermissionSets: 'false' }),
  entries: (payload) => entriesOf(symbolsOf(payload), memberText(payload.text, 'symbols') ?? ''),
  valueOf: (_row, entry) => ({ value: entry.text }),
  facts: marketIn,
});
