import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ANALYSED_TRADES, analysedCandles, type Parts, type RowsPart } from '../../analysis/snapshot.ts';
import { depthReader } from '../../exchanges/binance/events/depthUpdate.ts';
import { LocalBook } from '../../model/localBook.ts';
import { capturedFrames } from '../capturedFrames.ts';
import { recording } from '../recordings.ts';
import type { PartsAt } from './anyParts.ts';
import { candleColumns, tradeColumns } from './fullParts.ts';

const json = (path: string): unknown => JSON.parse(gunzipSync(readFileSync(recording(path))).toString('utf8'));

/** What Binance sent of BTCUSDT around 2024-08-09: its book, best prices, trades and candles as they stood every so many messages. */
export async function* recordedParts(every: number): AsyncGenerator<PartsAt> {
  const klines = { 60: recordedCandles('1h', 60), 1440: recordedCandles('1d', 1440) };
  const local = new LocalBook({ levels: 100, snapshotLevels: 1000 });
  const changeOf = depthReader();
  const trades: unknown[][] = [];
  let ticker: Record<string, unknown> | null = null;
  let [count, at] = [0, 0];
  for await (const frame of capturedFrames()) {
    const { stream, data } = frame as { stream?: string; data: Record<string, unknown> };
    at = Number(data?.E ?? at);
    if (stream === undefined) local.takeSnapshot(frame as never);
    else if (stream.endsWith('@bookTicker'))
      ticker = { bidPrice: data.b, bidQty: data.B, askPrice: data.a, askQty: data.A };
    else if (stream.endsWith('@trade')) trades.push([data.t, data.p, data.q, data.t, data.t, data.T, data.m]);
    else local.takeChange(changeOf(data, 'BTCUSDT'));
    count += 1;
    if (count % every !== 0) continue;
    // Of the levels that the one snapshot did not have nobody has told: once the price has gone so far, there is no whole book any more.
    const text = local.isShort ? null : local.text();
    yield { at, parts: partsOf(at, text, ticker, trades.slice(-ANALYSED_TRADES), klines) };
  }
}

function partsOf(
  at: number,
  book: string | null,
  ticker: Record<string, unknown> | null,
  trades: readonly (readonly unknown[])[],
  klines: Readonly<Record<'60' | '1440', (at: number) => RowsPart>>,
): Parts {
  const last = trades.at(-1)?.[1];
  return {
    price: last === undefined ? null : { asOf: at, value: { price: last } },
    'book-ticker': ticker && { asOf: at, value: ticker },
    depth: book === null ? null : { asOf: at, value: JSON.parse(book) as Record<string, unknown> },
    trades: { asOf: at, columns: tradeColumns, rows: trades },
    'high-low': null,
    'avg-price': null,
    klines: { 60: klines[60](at), 1440: klines[1440](at) },
  };
}

/** The candles up to a moment, as they were when they were over. */
function recordedCandles(name: string, minutes: 60 | 1440): (at: number) => RowsPart {
  const lengthMs = minutes * 60_000;
  const all = json(`klines/spot-BTCUSDT-${name}.json.gz`) as [number, ...string[]][];
  return (at) => {
    const known = all.filter(([openTime]) => openTime <= at).slice(-analysedCandles[minutes]);
    const rows = known.map(([openTime, ...fields]) => {
      return [openTime, ...fields.slice(0, 5), openTime + lengthMs - 1, openTime + lengthMs <= at];
    });
    return { asOf: at, columns: candleColumns, rows };
  };
}

/** What Binance said of all pairs of spot at once: 24 hours and best prices, those without a book among them. */
export function recordedPairs(): PartsAt[] {
  const days = json('rest/spot-ticker24hr-all-talend.json.gz') as Record<string, unknown>[];
  return days.map((day) => {
    const at = Number(day.closeTime);
    const { bidPrice, bidQty, askPrice, askQty } = day;
    return {
      at,
      parts: {
        price: { asOf: at, value: { price: day.lastPrice } },
        'book-ticker': { asOf: at, value: { bidPrice, bidQty, askPrice, askQty } },
        depth: { asOf: at, value: { bids: [[bidPrice, bidQty]], asks: [[askPrice, askQty]] } },
        trades: null,
        'high-low': { asOf: at, value: day },
        'avg-price': null,
        klines: { 60: null, 1440: null },
      },
    };
  });
}
