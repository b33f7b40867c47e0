import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createSimulator } from '../../../simulator/createSimulator.ts';
import { eventually } from '../../eventually.ts';
import { busySymbols } from './askPairs.ts';
import { type Bench, startBench } from './client.ts';
import { BOOK, BTC, CAPTURE_LASTS, captureLines, captureParts, FIRST_EVENT } from './smallCapture.ts';
import { openStream } from './streamClient.ts';

const directory = mkdtempSync(join(tmpdir(), 'frames-'));
const file = (name: string, text: string): string => {
  const path = join(directory, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
};
const files = [file('a.ndjson', captureParts[0]), file('b.ndjson.gz', captureParts[1])];
const log: string[] = [];
let bench: Bench;
/** The exchange's clock, which stands still until it is moved. */
const began = Date.UTC(2026, 10, 21, 12, 4, 52);
let now = began;
beforeAll(async () => {
  bench = await startBench({ frames: files, symbols: busySymbols, now: () => now, log: (line) => log.push(line) });
});
afterAll(async () => {
  await bench.simulator.close();
  rmSync(directory, { recursive: true });
});

const hear = async (streams: string) => openStream(`${bench.simulator.streamUrl}/${streams}`);
type Named = Record<string, unknown>;
/** Several looks of the simulator at its clock. */
const passed = () => new Promise((resolve) => setTimeout(resolve, 100));

it('plays what was captured, letter by letter but for its times, at its pace; and answers what fits it', async () => {
  const follow = [
    BTC('trade'),
    BTC('depth@100ms'),
    BTC('bookTicker'),
    BTC('aggTrade'),
    'abcbtc@aggTrade',
    'etcusdt@avgPrice',
  ];
  const client = await hear(`stream?streams=${follow.join('/')}`);
  const raw = await hear(`ws/${BTC('trade')}?timeUnit=MICROSECOND`);
  const get = async <Body = Named[]>(path: string) => (await bench.get(path)).json<Body>();

  // Its beginning.
  expect(await get('depth?symbol=BTCUSDT')).toEqual(JSON.parse(BOOK));
  expect((await get('trades?symbol=BTCUSDT')).map(({ id }) => id)).toEqual([70]);
  expect(await get('ticker/price?symbol=BTCUSDT')).toEqual({ symbol: 'BTCUSDT', price: '10.00' });
  expect((await get<Named>('ticker/bookTicker?symbol=BTCUSDT')).bidPrice).toBe('10.00');

  now = began + 999;
  await passed();
  expect(client.texts.filter((text) => !text.includes('etcusdt'))).toHaveLength(2);
  now = began + 1100;
  await client.heard(BTC('trade'), 2);
  expect(await get('depth?symbol=BTCUSDT')).toEqual({
    lastUpdateId: 12,
    bids: [['9.00', '4.00']],
    asks: [
      ['11.00', '2.50'],
      ['12.00', '1.00'],
    ],
  });
  expect(await get('ticker/bookTicker?symbol=BTCUSDT')).toEqual({
    ...{ symbol: 'BTCUSDT', bidPrice: '9.00', bidQty: '1.00', askPrice: '11.00', askQty: '2.50' },
  });

  now = began + CAPTURE_LASTS - 1;
  await passed();
  const isOver = () => log.some((line) => /the capture is over/.test(line));
  expect(isOver()).toBe(false);
  now = began + CAPTURE_LASTS;
  await client.heard(BTC('trade'), 3);
  await eventually(isOver);
  const events = client.texts.filter((text) => !text.includes('etcusdt'));
  const movedBy = Number(client.events(BTC('depth@100ms'))[0]?.E) - (FIRST_EVENT + 1000);
  // No event is from the future.
  expect(FIRST_EVENT + movedBy).toBe(began);
  const expected = captureLines
    .filter(({ after }) => after > 0)
    .map(({ after, stream, text }) => `{"stream":"${stream}","data":${text(FIRST_EVENT + after + movedBy)}}`);
  for (const stream of follow) {
    const of = (texts: readonly string[]) => texts.filter((text) => text.startsWith(`{"stream":"${stream}"`));
    expect(of(events)).toEqual(of(expected));
  }
  const inMicroseconds = raw.texts.map((text) => JSON.parse(text) as Named);
  expect(inMicroseconds.map(({ t, E }) => [t, E])).toEqual(
    [71, 72, 73].map((t, index) => [t, (FIRST_EVENT + movedBy + ([1100, 1100, 2500][index] ?? 0)) * 1000]),
  );

  // Its end.
  const rows = await get('trades?symbol=BTCUSDT');
  const T = (after: number) => FIRST_EVENT + after + movedBy - 1;
  expect(rows[1]).toEqual({
    ...{ id: 71, price: '11.00', qty: '0.30', quoteQty: '3.30000000', time: T(1100) },
    ...{ isBuyerMaker: false, isBestMatch: true },
  });
  expect(await get('historicalTrades?symbol=BTCUSDT&fromId=71&limit=2')).toEqual(rows.slice(1, 3));
  expect(await get('historicalTrades?symbol=BTCUSDT&fromId=1')).toEqual(rows);
  const single = await get('aggTrades?symbol=BTCUSDT&limit=1');
  expect(single).toEqual([{ a: 73, p: '9.50', q: '0.30', f: 73, l: 73, T: T(2500), m: false, M: true }]);
  expect(await get(`aggTrades?symbol=BTCUSDT&startTime=${T(1100)}&endTime=${T(2499)}`)).toHaveLength(2);
  expect((await get('aggTrades?symbol=ABCBTC')).map(({ a, l }) => [a, l])).toEqual([
    [1, 2],
    [3, 4],
  ]);
  client.end();
  raw.end();
});

it('refuses what the capture does not have, and lets other pairs be', async () => {
  for (const path of ['depth', 'trades', 'historicalTrades']) {
    const reply = await bench.get(`${path}?symbol=ABCBTC`);
    expect([reply.status, reply.json().code]).toEqual([400, -1000]);
  }
  const prices = (await bench.get('ticker/price')).json<Named[]>();
  expect(prices.find(({ symbol }) => symbol === 'ABCBTC')).toEqual({ symbol: 'ABCBTC', price: '0.0125' });
  expect(prices.find(({ symbol }) => symbol === 'BTCUSDT')?.price).toBe('9.50');
  expect(Number(prices.find(({ symbol }) => symbol === 'ETCUSDT')?.price)).toBeGreaterThan(0);
  expect((await bench.get('depth?symbol=ETCUSDT&limit=5')).json<{ bids: unknown[] }>().bids).toHaveLength(5);
  expect((await bench.get('depth?symbol=NOSUCH')).json().code).toBe(-1121);
  expect((await bench.get('aggTrades?symbol=BTCUSDT&fromId=1&startTime=1')).json().code).toBe(-1128);
});

it('all tickers at once say nothing of a captured pair', async () => {
  const client = await hear('stream?streams=!miniTicker@arr');
  const running = setInterval(() => {
    now += 100;
  }, 20);
  const all = await client.heard<Named[]>('!miniTicker@arr', 5);
  clearInterval(running);
  const symbols = new Set((all as unknown as Named[][]).flat().map(({ s }) => s));
  expect(symbols.has('ETCUSDT')).toBe(true);
  expect(symbols.has('BTCUSDT')).toBe(false);
  client.end();
});

it.each([
  ['no file', () => [join(directory, 'none.gz')], /--frames .*none\.gz: .*ENOENT/],
  ['a broken archive', () => [file('cut.gz', '').replace('cut.gz', 'broken.gz')], /broken\.gz/],
  ['a file without events', () => [file('empty.ndjson', '')], /empty\.ndjson: no event/],
  ['parts in the wrong order', () => [...files].reverse(), /begins before the file ahead of it ends/],
  ['rubbish', () => [file('rubbish.ndjson', 'rubbish\n')], /rubbish\.ndjson, line 1: /],
])('%s is told in one line', async (_title, paths, message) => {
  writeFileSync(join(directory, 'broken.gz'), 'no archive');
  const starting = createSimulator({ frames: paths() });
  await expect(starting).rejects.toThrow(message);
  await expect(starting).rejects.toThrow(/^[^\n]*$/);
});
