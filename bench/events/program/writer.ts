import { setTimeout as wait } from 'node:timers/promises';
import { rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { openQuietStore } from '../../../scripts/redis/openQuietStore.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { writeLatest } from '../../../store/values/latest.ts';
import { writeSeries } from '../../../store/values/series.ts';
import type { Sent } from '../../streams/sender/sender.ts';

/**
 * Stores what changes fast, as collectors do: of each pair price, best prices and the minute that forms, each 100 ms, and the trades of the first
 * pair. Asked for what it has sent of the first pair, it tells that.
 *
 * Arguments: URL of Redis, codes of the pairs with commas between.
 */
const [url = '', list = ''] = process.argv.slice(2);

const EVERY_MS = 100;
const MINUTE = 60_000;
/** Trades of the first pair come in batches, as they do from a socket. */
const TRADES_EVERY_MS = 20;
const MOST_IN_BATCH = 3;
const RETENTION = 100_000;
/** More is forgotten: it is asked for more often. */
const MOST_SENT = 20_000;

const codes = list.split(',');
const [busy = ''] = codes;
const store = await openQuietStore(url, 'writer');
const klines = rowLayoutOf(rowOf('spot', 'klines'));
const aggTrades = rowLayoutOf(rowOf('spot', 'trades'));
let sent: Sent[] = [];

const wallClock = (): number => performance.timeOrigin + performance.now();
const context = () => ({ fence: 1, asOf: Date.now(), source: 'simulator' });

function note(what: string, value: string): void {
  sent.push([wallClock(), what, value]);
  if (sent.length > MOST_SENT) sent = sent.slice(-MOST_SENT / 2);
}

function minute(round: number): SeriesRow {
  const openTime = Math.floor(Date.now() / MINUTE) * MINUTE;
  const price = (63_000 + (round % 1_000) / 7).toFixed(2);
  const fields = [openTime, price, price, price, price, '120.5', openTime + MINUTE - 1, '7591500.00', round];
  return { score: openTime, member: JSON.stringify([...fields, '60.2', '3795750.00', '0', 1]) };
}

async function change(code: string, round: number): Promise<void> {
  const symbol = code.toUpperCase();
  const price = (63_000 + round / 100).toFixed(2);
  const key = (feed: 'price' | 'book-ticker') => dataKey('spot', code, feed);
  const best = { symbol, bidPrice: price, bidQty: '1.20000000', askPrice: price, askQty: '0.50000000' };
  if (code === busy) note('price', price);
  await Promise.all([
    writeLatest(store, key('price'), JSON.stringify({ symbol, price }), context()),
    writeLatest(store, key('book-ticker'), JSON.stringify(best), context()),
    writeSeries(store, dataKey('spot', code, 'klines', 1), [minute(round)], {
      ...{ ...context(), kind: 'candles', layout: klines, retention: 1_000, confirmsNewest: true },
      outranksSums: true,
    }),
  ]);
}

async function changeAll(): Promise<void> {
  for (let round = 1; ; round++) {
    const nextAt = performance.now() + EVERY_MS;
    await Promise.all(codes.map((code) => change(code, round)));
    await wait(Math.max(0, nextAt - performance.now()));
  }
}

async function trade(): Promise<void> {
  for (let [id, round] = [1, 0]; ; round++) {
    const rows: SeriesRow[] = [];
    for (let count = 1 + (round % MOST_IN_BATCH); count > 0; count--, id++) {
      rows.push({ score: id, member: JSON.stringify([id, '63000.00', '0.00100000', id, id, Date.now(), true]) });
    }
    note('trades', String(id - 1));
    await writeSeries(store, dataKey('spot', busy, 'trades'), rows, {
      ...{ ...context(), kind: 'aggTrades', layout: aggTrades, retention: RETENTION, confirmsNewest: true },
    });
    await wait(TRADES_EVERY_MS);
  }
}

process.on('message', () => process.send?.(sent));
process.on('disconnect', () => process.exit(0));
void changeAll();
void trade();
process.send?.('ready');
