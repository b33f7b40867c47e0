import { ROLLED_UP } from '../../../model/candle.ts';
import { clockKey, listingKey } from '../../../store/redis/keys.ts';
import { readGaps } from '../../../store/values/gaps.ts';
import { readLatest } from '../../../store/values/latest.ts';
import { readMetas } from '../../../store/values/metas.ts';
import { eventually } from '../../eventually.ts';
import {
  BARS_KEPT,
  FILLS_KEPT,
  type MadeUpInstallation,
  openMadeUpInstallation,
  partOf,
  type Running,
} from '../../madeUp/installation.ts';
import { fillsBetween, finalBar, finalOf, keyOf, storedRows } from '../../madeUp/stored.ts';
import { MADE_UP } from '../../madeUp/table.ts';

/** Bars of all lengths close then; the last one of 2 minutes begins with a minute in which nothing is traded. */
const ENDS = Math.floor(Date.UTC(2026, 9, 20, 12) / 14_400_000) * 14_400_000;
const BEGINS = ENDS - 130_000;
const WITHIN_MS = 170_000;
const pairs = { 'btc-usd': 'XBT/USD', 'eth-usd': 'ETH/USD' };
const codes = Object.keys(pairs);
const intervals = [1, 2, 60, 240] as const;

let installation: MadeUpInstallation;
let running: Running;
beforeAll(async () => {
  installation = await openMadeUpInstallation({ at: BEGINS });
  running = await installation.start(partOf(...codes, 'btc-eur', 'nope-usd'));
});
afterAll(() => installation.close());

const keys = codes.flatMap((code) => [
  ...['instruments', 'quotes', 'ladder', 'fills'].map((feed) => keyOf(code, feed)),
  ...intervals.map((interval) => keyOf(code, 'bars', interval)),
]);

it('all feeds of all pairs are stored and confirmed', async () => {
  await eventually(async () => (await readMetas(installation.store, keys)).every((meta) => meta !== null), WITHIN_MS);
  const before = installation.server.now();
  await eventually(async () => {
    const metas = await readMetas(installation.store, keys);
    return metas.every((meta, index) => keys[index]?.endsWith('instruments') || (meta?.asOf ?? 0) > before);
  }, WITHIN_MS);
  expect(await readLatest(installation.store, keyOf('btc-usd', 'quotes'))).toMatchObject({
    value: expect.stringMatching(/^\{"last":"6\d{4}\.\d\d","bid":"6\d{4}\.\d\d","ask":"6\d{4}\.\d\d"\}$/),
    meta: { source: 'made-up' },
  });
});

it('its clock, which tells whole seconds in a header, is measured, and no closer than it can be', async () => {
  const stored = JSON.parse((await installation.store.redis.get(clockKey(MADE_UP))) ?? '{}');
  expect(stored.uncertainty).toBeGreaterThanOrEqual(500);
  const offMs = stored.minusMonotonic + installation.clocks.monotonic() - installation.server.now();
  expect(Math.abs(offMs)).toBeLessThanOrEqual(stored.uncertainty + 50);
});

it('listings are read from a list of everybody: who is not on it is not listed', async () => {
  const listings = await installation.store.redis.hgetall(listingKey(MADE_UP));
  const statuses = Object.fromEntries(Object.entries(listings).map(([code, json]) => [code, JSON.parse(json).status]));
  expect(statuses).toEqual({ 'btc-usd': 'open', 'eth-usd': 'open', 'btc-eur': 'open', 'nope-usd': 'UNLISTED' });
  const said = running.messages.filter((message) => message.includes('does not list'));
  expect(said).toEqual([
    'warn made-up: nope-usd: the exchange does not list this pair: it is not polled until it does',
  ]);
});

it('history is filled down to retention, and to where the exchange has no more', async () => {
  await eventually(async () => {
    const counts = await Promise.all(keys.map((key) => installation.store.redis.zcard(key).catch(() => 0)));
    const countOf = (code: string, feed: string) => counts[keys.indexOf(keyOf(code, feed))] ?? 0;
    const isFilled = countOf('btc-usd', 'fills') >= FILLS_KEPT && countOf('btc-usd', 'bars:1') >= BARS_KEPT;
    return isFilled && countOf('eth-usd', 'bars:1') > 96;
  }, WITHIN_MS);
  const fills = await storedRows(installation.store, keyOf('btc-usd', 'fills'));
  const [from, to] = [fills[0]?.[0], fills.at(-1)?.[0]] as [number, number];
  expect(fills).toHaveLength(FILLS_KEPT);
  expect(fills).toEqual(fillsBetween(installation.server, 'XBT/USD', from, to));
  // Ids leave some out, and that is no gap.
  expect(to - from).toBeGreaterThan(2 * FILLS_KEPT);
  const minutes = finalOf(await storedRows(installation.store, keyOf('eth-usd', 'bars', 1)));
  expect(minutes.length).toBeGreaterThan(95);
  expect(minutes).toEqual(minutes.map(([start]) => finalBar(installation.server, 'ETH/USD', 1, start as number)));
  await eventually(async () => {
    const hours = await storedRows(installation.store, keyOf('eth-usd', 'bars', 60));
    return hours.length === 3 || hours.length === 4;
  }, WITHIN_MS);
  expect(await readGaps(installation.store, `${MADE_UP}-fills`)).toEqual([]);
});

it('longer bars are summed up from shorter ones, without a number of trades, and those of the exchange confirm them', async () => {
  const sums = await eventually(async () => {
    const rows = await storedRows(installation.store, keyOf('btc-usd', 'bars', 240));
    return rows.at(-1)?.[5] === ROLLED_UP && rows;
  }, WITHIN_MS);
  expect(sums.at(-1)).toHaveLength(9);
  await eventually(async () => {
    const reports = await Promise.all([2, 60, 240].map((interval) => installation.report(`bars-${interval}`)));
    return installation.server.now() > ENDS + 5_000 && reports.every((report) => (report?.counters.compared ?? 0) >= 2);
  }, WITHIN_MS);
  for (const interval of [2, 60, 240]) {
    expect([interval, (await installation.report(`bars-${interval}`))?.counters.differences]).toEqual([interval, 0]);
    const last = (await storedRows(installation.store, keyOf('btc-usd', 'bars', interval))).filter(
      ([start]) => (start as number) + interval * 60_000 === ENDS,
    );
    expect(last).toEqual([finalBar(installation.server, 'XBT/USD', interval, ENDS - interval * 60_000)]);
  }
  expect(running.messages.filter((message) => /differs from|polled until it ends/.test(message))).toEqual([]);
});

it('its sliding window never holds more than our share of it, as it counts itself', () => {
  expect(installation.server.meter.refused.count).toBe(0);
  expect(installation.server.meter.most()).toBeLessThanOrEqual(180);
  expect(installation.server.meter.most()).toBeGreaterThan(60);
});

it('nothing went wrong otherwise', () => {
  const told = running.messages.filter((message) => /^(warn|error|fatal)/.test(message));
  expect(told.filter((message) => !message.includes('nope-usd'))).toEqual([]);
});
