import type { Market } from '../../markets/markets.js';
import type { ExchangeClock } from '../../store/market/clock.ts';
import { readNews } from '../../store/market/news.ts';
import type { Store } from '../../store/redis/connect.ts';
import type { Board } from '../sources/streamed/silence/board.ts';

export interface NewsReaderOptions {
  readonly store: Store;
  readonly market: Market;
  readonly clock: Pick<ExchangeClock, 'monotonic' | 'now'>;
  readonly board: Board;
}

/** Puts the newest news on the board. Called each second. Rejects when Redis is away. */
export function createNewsReader({ store, market, clock, board }: NewsReaderOptions): () => Promise<void> {
  let before: number | null = null;
  return async () => {
    const found = await readNews(store, market, before);
    if (found === null) return;
    before = found.at;
    const at = clock.monotonic() - (clock.now() - found.at);
    for (const [symbol, id] of Object.entries(found.news.trades))
      board.tellTrade(symbol, id, at, at + found.news.tookMs);
    for (const [symbol, top] of Object.entries(found.news.tops)) board.tellTop(symbol, { top, at });
  };
}
