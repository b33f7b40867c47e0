import { parseJson } from '../../model/parseJson.ts';
import type { NewsSource } from '../connector.ts';
import { topOf } from './topOf.ts';

/** Both are asked for many pairs at once: 24-hour figures tell the last trade, book tickers the best bid and ask. */
export const news: NewsSource = {
  feeds: ['high-low', 'book-ticker'],
  read(feed, value) {
    if (feed === 'book-ticker') {
      const top = topOf(value);
      return top === null ? {} : { top };
    }
    const { lastId } = Object(parseJson(value)) as { lastId?: unknown };
    return typeof lastId === 'number' && Number.isSafeInteger(lastId) && lastId >= 0 ? { lastTrade: lastId } : {};
  },
};
