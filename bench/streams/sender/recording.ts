import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseUnits } from '../../../simulator/decimals.ts';
import { type Level, type Levels, NOTHING, PlayedBook } from './playedBook.ts';
import type { RecordedDepth, RecordedEvent, RecordedOrder, RecordedTrade, Recording } from './recordedEvent.ts';

/** Prices of BTCUSDT have two decimals, quantities five. */
export const SCALE = { priceDecimals: 2, quantityDecimals: 5 };

const FILES = ['hft-spot-btcusdt_20240808.ndjson.gz', 'hft-spot-btcusdt_20240809.ndjson.gz'];
const folder = () => path.resolve(process.env.BINANCE_DATA || '../shared/data', 'streams');

/** Why nothing can be played; null: it can. */
export function whyNoRecording(): string | null {
  const missing = FILES.map((file) => path.join(folder(), file)).filter((file) => !fs.existsSync(file));
  return missing.length === 0
    ? null
    : `there is no ${missing.join(', ')}; set BINANCE_DATA to the folder of recordings`;
}

/** @throws Error where a line is none of the recording's */
export function readRecording(): Recording {
  const lines = FILES.flatMap((file) =>
    gunzipSync(fs.readFileSync(path.join(folder(), file)))
      .toString('utf8')
      .trimEnd()
      .split('\n'),
  );
  return recordingOf(lines);
}

interface Frame {
  readonly stream?: string;
  readonly data?: Readonly<Record<string, never>>;
  readonly lastUpdateId?: number;
  readonly bids?: readonly Level[];
  readonly asks?: readonly Level[];
}

/** @param lines each `<ns at which it came> <JSON>`; the first snapshot among them is where it begins */
export function recordingOf(lines: readonly string[]): Recording {
  const frames = lines.map((line) => {
    const space = line.indexOf(' ');
    return { at: Number(line.slice(0, space)) / 1e6, frame: JSON.parse(line.slice(space + 1)) as Frame };
  });
  const start = frames.find(({ frame }) => frame.lastUpdateId !== undefined);
  if (start === undefined) throw new Error('the recording has no snapshot of the book');
  const origin = start.frame.lastUpdateId ?? 0;
  const book: Levels = { bids: start.frame.bids ?? [], asks: start.frame.asks ?? [] };
  const events: RecordedEvent[] = [];
  let firstTrade: number | undefined;
  let trades = 0;
  /** Last update of a change, and of a book ticker, which may be ahead of it. */
  let [last, newest] = [0, 0];
  for (const { at, frame } of frames) {
    const { stream = '', data } = frame;
    if (data === undefined) continue;
    const raw = data as Readonly<Record<string, unknown>>;
    const isBefore = at < start.at;
    // A change that goes beyond the snapshot may have come before it.
    const since = Math.max(0, at - start.at);
    if (stream.endsWith('@depth@100ms')) {
      const end = Number(raw.u) - origin;
      if (end <= 0) continue;
      const [bids, asks] = [raw.b as Level[], raw.a as Level[]];
      events.push(depthOf(since, last + 1, end, { bids, asks }));
      last = end;
    } else if (stream.endsWith('@bookTicker')) {
      if (isBefore || Number(raw.u) <= origin) continue;
      newest = Number(raw.u) - origin;
      const [b, B, a, A] = [raw.b, raw.B, raw.a, raw.A].map(String) as [string, string, string, string];
      const tail = `,"b":"${b}","B":"${B}","a":"${a}","A":"${A}"}`;
      events.push({ kind: 'bookTicker', at: since, id: Number(raw.u) - origin, best: [b, B, a, A], tail });
    } else if (stream.endsWith('@trade') && !isBefore) {
      firstTrade ??= Number(raw.t);
      events.push({ ...tradeOf(raw, since), id: Number(raw.t) - firstTrade });
      trades = Number(raw.t) - firstTrade + 1;
    }
  }
  const lengthMs = (frames.at(-1)?.at ?? 0) - start.at + 100;
  const updates = Math.max(last, newest) + 1;
  events.push(depthOf(lengthMs, last + 1, updates, bridgeOf(book, events)));
  return { book, events: events.flatMap(withOrders(events)), lengthMs, updates, trades };
}

/** What turns the book at the end of the recording into that of its beginning. */
function bridgeOf(book: Levels, events: readonly RecordedEvent[]): Levels {
  const played = new PlayedBook(book);
  for (const event of events) if (event.kind === 'depth') played.apply(event);
  const side = (name: 'bids' | 'asks'): Level[] => {
    const begins = new Set(book[name].map(([price]) => price));
    const gone = [...played[name].keys()].filter((price) => !begins.has(price));
    return [...gone.map((price): Level => [price, NOTHING]), ...book[name]];
  };
  return { bids: side('bids'), asks: side('asks') };
}

/** Adds to the last trade of each taker's order at one price the order itself. Of single trades a recording does not say whose they are: those of one time, price and side are one order. */
function withOrders(events: readonly RecordedEvent[]): (event: RecordedEvent) => readonly RecordedEvent[] {
  const trades = events.filter((event) => event.kind === 'trade');
  const next = new Map(trades.map((trade, index) => [trade, trades[index + 1]]));
  let order: RecordedOrder | undefined;
  return (event) => {
    if (event.kind !== 'trade') return [event];
    const { at, id, price, quantity, takerBuys } = event;
    const sum = order === undefined ? quantity : order.quantity + quantity;
    order = {
      kind: 'aggTrade',
      at,
      price,
      quantity: sum,
      takerBuys,
      firstId: order?.firstId ?? id,
      fills: (order?.fills ?? 0) + 1,
    };
    const following = next.get(event);
    if (following !== undefined && isSameOrder(event, following)) return [event];
    const whole = order;
    order = undefined;
    return [event, whole];
  };
}

const isSameOrder = (one: RecordedTrade, next: RecordedTrade): boolean =>
  one.tradedAt === next.tradedAt && one.price === next.price && one.takerBuys === next.takerBuys;

const depthOf = (at: number, first: number, last: number, { bids, asks }: Levels): RecordedDepth => ({
  kind: 'depth',
  at,
  first,
  last,
  bids,
  asks,
  tail: `,"b":${JSON.stringify(bids)},"a":${JSON.stringify(asks)}}`,
});

function tradeOf({ p, q, m, T }: Readonly<Record<string, unknown>>, at: number): Omit<RecordedTrade, 'id'> {
  const price = Number(parseUnits(String(p), SCALE.priceDecimals));
  const quantity = Number(parseUnits(String(q), SCALE.quantityDecimals));
  return {
    kind: 'trade',
    at,
    price,
    quantity,
    takerBuys: m === false,
    tradedAt: Number(T),
    tail: `,"p":"${p}","q":"${q}"`,
  };
}
