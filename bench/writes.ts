import { judgeRows } from '../collectors/ingest/judging/judgeRows.ts';
import type { Config } from '../config/config.ts';
import { parseConfig } from '../config/parseConfig.ts';
import { feedFactories } from '../exchanges/binance/spot/feeds/feeds.ts';
import { rowOf } from '../markets/markets.js';
import { rowLayoutOf } from '../markets/rowLayout.ts';
import type { SeriesFeed } from '../model/feed.ts';
import { createValidator } from '../model/validate.ts';
import { createTruths, type Truth } from '../rig/truth.ts';
import type { Store } from '../store/redis/connect.ts';
import { dataKey } from '../store/redis/keys.ts';
import { writeLatest } from '../store/values/latest.ts';
import { writeSeries } from '../store/values/series.ts';
import { type Section, short } from './results.ts';
import { withRedis } from './withRedis.ts';

const SYMBOL = 'BTCUSDT';
const ROWS = 1_000;
const SECONDS = 3;
const asOf = Date.now();
const config: Config = parseConfig(JSON.stringify({ pairs: [SYMBOL] }), 'CONFIG.json', {});

/** Replies as the exchange would send them now. */
interface Replies {
  readonly klines: string;
  readonly trades: string;
  readonly depth: string;
}

const repliesOf = (truth: Truth): Replies => {
  const reply = (name: string, query: Record<string, string | number>): string =>
    JSON.stringify(truth.answer({ path: `/api/v3/${name}`, params: { symbol: SYMBOL, ...query } }, asOf));
  return {
    klines: reply('klines', { interval: '1m', limit: ROWS }),
    trades: reply('aggTrades', { limit: ROWS }),
    depth: reply('depth', { limit: config.feeds.depth.levels }),
  };
};

/** How fast rows are stored, and what they take in Redis. */
export function measureWrites(): Promise<Section> {
  return withRedis(async ({ open }) => {
    const store = await open();
    const replies = repliesOf(createTruths('bench').spot);
    const klines = feedFactories.klines({}, 1) as SeriesFeed;
    const trades = feedFactories.trades(config.feeds.trades) as SeriesFeed;
    const rate = await rowsPerSecond(store, klines, replies.klines);
    await writeLatest(store, keyOf('depth'), replies.depth, { fence: 1, asOf, source: 'simulator' });
    await storeReply(store, keyOf('klines'), klines, replies.klines);
    await storeReply(store, keyOf('trades'), trades, replies.trades);
    const bytes = async (feed: 'klines' | 'trades' | 'depth'): Promise<number> =>
      Number(await store.redis.call('MEMORY', 'USAGE', keyOf(feed), 'SAMPLES', '0'));
    const candle = (await bytes('klines')) / ROWS;
    const raw = (text: string): number => (text.length - 1) / ROWS - 1;
    const row = (name: string, stored: number, sent: number): string[] => [
      name,
      ...[stored, sent, stored / sent].map(short),
    ];
    return {
      title: 'Rows in Redis',
      how: `One process: replies of ${ROWS} candles are parsed, validated and stored in new keys for ${SECONDS} s. Memory by MEMORY USAGE of ${ROWS} rows, against what the exchange sends.`,
      figures: [
        { name: 'rows stored a second at full speed', value: rate },
        {
          name: 'memory of a stored candle ÷ its raw JSON',
          value: candle / raw(replies.klines),
          target: { atMost: 2 },
        },
      ],
      tables: [
        {
          head: ['', 'bytes stored', 'bytes of raw JSON', '÷'],
          rows: [
            row('a candle', candle, raw(replies.klines)),
            row('a trade', (await bytes('trades')) / ROWS, raw(replies.trades)),
            row(`a book of ${config.feeds.depth.levels} levels`, await bytes('depth'), replies.depth.length),
          ],
        },
      ],
      leftOut: [],
    };
  });
}

const keyOf = (feed: 'klines' | 'trades' | 'depth'): string =>
  dataKey('spot', SYMBOL.toLowerCase(), feed, feed === 'klines' ? 1 : undefined);

async function rowsPerSecond(store: Store, feed: SeriesFeed, reply: string): Promise<number> {
  const started = performance.now();
  let rows = 0;
  for (let key = 0; performance.now() - started < SECONDS * 1000; key++) {
    rows += await storeReply(store, `spot:{${key}}:klines:1`, feed, reply);
  }
  const seconds = (performance.now() - started) / 1000;
  await store.redis.flushdb();
  return rows / seconds;
}

const validators = new Map<SeriesFeed, (data: unknown, path: string) => unknown>();

/** All that a collector does with a reply. @returns rows stored */
async function storeReply(store: Store, key: string, feed: SeriesFeed, reply: string): Promise<number> {
  const validate = validators.get(feed) ?? createValidator(feed.rowSchema);
  validators.set(feed, validate);
  const poll = { pairs: [SYMBOL], asOf, uncertainty: 1 };
  const { rows } = judgeRows(feed, validate, { data: JSON.parse(reply), text: reply, path: 'reply' }, poll);
  const layout = rowLayoutOf(rowOf('spot', feed.kind === 'candles' ? 'klines' : 'trades'));
  const context = { fence: 1, asOf, source: 'simulator', kind: feed.kind, layout, retention: ROWS };
  const { changed } = await writeSeries(store, key, rows, { ...context, confirmsNewest: true });
  return changed;
}
