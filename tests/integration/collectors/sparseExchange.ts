import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trades } from '../../../exchanges/binance/spot/feeds/trades.ts';
import { onlyPair, type SeriesFeed } from '../../../model/feed.ts';
import { risingScores } from '../../../model/scores.ts';

/** Most rows of one answer. */
export const PAGE = 50;

/** The id of the nth trade: ids rise, and leave some out. */
export const idOf = (index: number): number => index * 7 + ((index * index) % 7);

export interface SparseExchange {
  readonly url: string;
  /** How many trades there have been. */
  count: number;
  /** What the next answers are made of the right rows, each once. */
  readonly wrong: ((right: readonly object[]) => readonly object[])[];
  /** Pages that were asked for. */
  asked: number;
  close(): Promise<void>;
}

/** An exchange with trades whose ids leave some out: from an id on, up to an id, or the newest. */
export async function openSparseExchange(count: number, time: number): Promise<SparseExchange> {
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    const { searchParams: query } = new URL(request.url ?? '/', 'http://sparse');
    const all = Array.from({ length: exchange.count }, (_, index) => idOf(index));
    const [from, upTo] = [query.get('fromId'), query.get('upToId')].map((id) => (id === null ? null : Number(id)));
    const ids =
      from != null
        ? all.filter((id) => id >= from).slice(0, PAGE)
        : all.filter((id) => id <= (upTo ?? id)).slice(-PAGE);
    const right = ids.map((a) => ({ a, p: '1.5', q: '2', f: a, l: a, T: time + a, m: a % 2 === 0 }));
    exchange.asked++;
    const rows = exchange.wrong.shift()?.(right) ?? right;
    response.setHeader('content-type', 'application/json').setHeader('x-simulator', '1').end(JSON.stringify(rows));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const exchange: SparseExchange = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count,
    wrong: [],
    asked: 0,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return exchange;
}

const aggTrades = trades({ source: 'aggTrades' });

/** Its trades. */
export const sparseTrades: SeriesFeed = {
  ...aggTrades,
  scores: risingScores,
  pageRows: PAGE,
  hasMore: ({ cursor, resuming }, rows) => cursor !== null && !resuming && rows >= PAGE,
  older: {
    between: (poll, fromId) => ({
      path: '/api/v3/aggTrades',
      params: { symbol: onlyPair(poll), limit: 1000, fromId },
      weight: 4,
    }),
    history: (poll, before) => ({
      path: '/api/v3/aggTrades',
      params: { symbol: onlyPair(poll), limit: PAGE, upToId: before },
      weight: 4,
    }),
  },
};
