import { rowOf } from '../../../../markets/markets.js';
import { rowLayoutOf } from '../../../../markets/rowLayout.ts';
import type { SeriesRow } from '../../../../model/seriesRow.ts';
import { dataKey, metaKey } from '../../../../store/redis/keys.ts';
import { writeSeries } from '../../../../store/values/series.ts';
import { eventually } from '../../../eventually.ts';
import { candle, NOW, trade } from '../apiFixture.ts';
import type { SentEvent } from './eventReader.ts';
import { createEventsFixture, type EventsFixture } from './eventsFixture.ts';

const TRADES = 'spot:btcusdt:trades';
const MINUTE = 60_000;

let fixture: EventsFixture;
beforeEach(async () => {
  fixture = await createEventsFixture();
});
afterEach(() => fixture.close());

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const trades = (from: number, to: number) => fixture.api.series('trades', range(from, to).map(trade));
const idsOf = (events: readonly SentEvent[]): number[] =>
  events.filter(({ name }) => name === 'rows').flatMap(({ data }) => data.data.map(({ id }: { id: number }) => id));

async function write(feed: 'trades' | 'klines', rows: readonly SeriesRow[], retention: number, keepFrom?: number) {
  const key = dataKey('spot', 'btcusdt', feed, feed === 'klines' ? 1 : undefined);
  await writeSeries(fixture.api.store, key, rows, {
    ...{ fence: 1, asOf: NOW, source: 'simulator', kind: feed === 'klines' ? 'candles' : 'aggTrades', retention },
    ...{ layout: rowLayoutOf(rowOf('spot', feed)), confirmsNewest: true, ...(keepFrom !== undefined && { keepFrom }) },
  });
}

it('the newest ten trades come first, the oldest of them in front, and then each new one in order', async () => {
  await trades(1, 50);
  const reader = await fixture.open(TRADES);
  const [first] = await reader.await(TRADES);
  expect(first?.name).toBe('rows');
  expect(first?.data).toMatchObject({ first: true, asOf: NOW, age: 0, stale: false, source: 'simulator' });
  expect(idsOf([first as SentEvent])).toEqual(range(41, 50));
  const page = (await (await fetch(`${fixture.url}/GetData?type=trades&code=btcusdt`)).json()) as { data: unknown[] };
  expect(first?.data.data).toEqual(page.data.toReversed());
  await trades(51, 53);
  await eventually(() => idsOf(reader.events()).at(-1) === 53);
  expect(idsOf(reader.events())).toEqual(range(41, 53));
});

it('many trades at once are told in several events of at most a hundred, none left out', async () => {
  await trades(1, 10);
  const reader = await fixture.open(TRADES);
  await reader.await(TRADES);
  await write('trades', range(11, 2_600).map(trade), 20_000);
  await eventually(() => idsOf(reader.events()).at(-1) === 2_600);
  expect(idsOf(reader.events())).toEqual(range(1, 2_600));
  for (const { data } of reader.of(TRADES, 'rows')) expect(data.data.length).toBeLessThanOrEqual(100);
  expect(reader.text()).not.toContain('skipped');
});

it('of a series in which there was nothing all rows are told, however many come at once', async () => {
  const reader = await fixture.open(`${TRADES},spot:btcusdt:1`);
  const [none] = await reader.await(TRADES);
  expect(none?.data).toMatchObject({ first: true, data: [] });
  await reader.await('spot:btcusdt:1');
  await write('trades', range(1, 2_600).map(trade), 20_000);
  await eventually(() => idsOf(reader.of(TRADES)).at(-1) === 2_600);
  expect(idsOf(reader.of(TRADES))).toEqual(range(1, 2_600));
  const open = NOW - (NOW % MINUTE);
  const times = range(0, 1_200).map((n) => open - (1_200 - n) * MINUTE);
  await write(
    'klines',
    times.map((at) => candle(at)),
    2_000,
  );
  await eventually(() => idsAt(reader.of('spot:btcusdt:1', 'rows')).at(-1) === open);
  expect(idsAt(reader.of('spot:btcusdt:1', 'rows'))).toEqual(times);
  expect(reader.text()).not.toMatch(/skipped|late|restated|reset/);
});

it('trades that come late, into a hole below others, are told as late ones', async () => {
  await trades(1, 10);
  const reader = await fixture.open(TRADES);
  await reader.await(TRADES);
  await trades(15, 16);
  await eventually(() => idsOf(reader.events()).at(-1) === 16);
  await trades(11, 14);
  await eventually(() => idsOf(reader.events()).at(-1) === 14);
  expect(reader.of(TRADES, 'rows').at(-1)?.data.late).toEqual(range(11, 14));
  await trades(17, 17);
  await eventually(() => idsOf(reader.events()).at(-1) === 17);
  expect(idsOf(reader.events())).toEqual([...range(1, 10), 15, 16, ...range(11, 14), 17]);
});

it('history below what a reader was told first is none of its news', async () => {
  await trades(100, 120);
  const reader = await fixture.open(TRADES);
  await reader.await(TRADES);
  await trades(50, 99);
  await trades(121, 121);
  await eventually(() => idsOf(reader.events()).at(-1) === 121);
  expect(idsOf(reader.events())).toEqual(range(111, 121));
});

it('trades that were gone before they could be read are counted as skipped', async () => {
  await trades(1, 10);
  const reader = await fixture.open(TRADES);
  await reader.await(TRADES);
  // In one write: what retention does not keep is gone when it is announced.
  await write('trades', range(11, 500).map(trade), 100);
  await eventually(() => idsOf(reader.events()).at(-1) === 500);
  const [, news] = reader.of(TRADES, 'rows');
  expect(news?.data.skipped).toBe(390);
  expect(idsOf(reader.events())).toEqual([...range(1, 10), ...range(401, 500)]);
  const health = (await (await fetch(`${fixture.url}/health`)).json()) as { events: { skipped: number } };
  expect(health.events.skipped).toBe(390);
});

it('a series that begins anew is told as that', async () => {
  await trades(1_000, 1_020);
  const reader = await fixture.open(TRADES);
  await reader.await(TRADES);
  const key = dataKey('spot', 'btcusdt', 'trades');
  await fixture.api.store.redis.del(key, metaKey(key));
  await trades(5, 9);
  await eventually(() => idsOf(reader.events()).at(-1) === 9);
  const last = reader.of(TRADES, 'rows').at(-1);
  expect(last?.data.reset).toBe(true);
  expect(idsOf([last as SentEvent])).toEqual(range(5, 9));
});

it('a candle is told each time it has changed, its end too, and nothing else of the page', async () => {
  const open = NOW - (NOW % MINUTE);
  await write(
    'klines',
    range(1, 12).map((n) => candle(open - n * MINUTE)),
    1_000,
  );
  await write('klines', [candle(open, 1)], 1_000);
  const reader = await fixture.open('spot:btcusdt:1');
  const [first] = await reader.await('spot:btcusdt:1');
  expect(first?.data.data).toHaveLength(10);
  expect(first?.data.data.at(-1)).toMatchObject({ openTime: open, final: false });
  await write('klines', [candle(open, 2), candle(open + MINUTE, 1)], 1_000);
  const [, second] = await reader.await('spot:btcusdt:1', 2, 'rows');
  expect(second?.data.data).toMatchObject([
    { openTime: open, final: true },
    { openTime: open + MINUTE, final: false },
  ]);
  expect(second?.data).not.toHaveProperty('restated');
  expect(second?.data).not.toHaveProperty('late');
});

it('a final candle that the exchange has restated is told as restated, one that was missing as late', async () => {
  const open = NOW - (NOW % MINUTE);
  await write(
    'klines',
    [5, 4, 2, 1].map((n) => candle(open - n * MINUTE)),
    1_000,
  );
  const reader = await fixture.open('spot:btcusdt:1');
  await reader.await('spot:btcusdt:1');
  const at = open - 4 * MINUTE;
  const restated = { score: at, member: candle(at).member.replace('"120.0"', '"121.0"').replace(',42,', ',43,') };
  await write('klines', [restated, candle(open - 3 * MINUTE)], 1_000);
  await eventually(() => idsAt(reader.of('spot:btcusdt:1', 'rows')).includes(open - 3 * MINUTE));
  const rows = reader.of('spot:btcusdt:1', 'rows').slice(1);
  expect(rows.flatMap(({ data }) => data.restated ?? [])).toEqual([at]);
  expect(rows.flatMap(({ data }) => data.late ?? [])).toEqual([open - 3 * MINUTE]);
  expect(rows.flatMap(({ data }) => data.data).find(({ openTime }) => openTime === at)).toMatchObject({
    volume: '121.0',
  });
});

const idsAt = (events: readonly SentEvent[]): number[] =>
  events.flatMap(({ data }) => data.data.map(({ openTime }: { openTime: number }) => openTime));
