import request from 'supertest';
import { readGaps } from '../../../store/values/gaps.ts';
import { eventually } from '../../eventually.ts';
import { openMadeUpApi } from '../../madeUp/api.ts';
import {
  BARS_KEPT,
  FILLS_KEPT,
  type MadeUpInstallation,
  openMadeUpInstallation,
  partOf,
} from '../../madeUp/installation.ts';
import { fillsBetween, finalBar, finalOf, keyOf, storedRows } from '../../madeUp/stored.ts';
import { MADE_UP } from '../../madeUp/table.ts';

/** So long nobody collects: less than retention keeps of either, and more than an answer holds of fills. */
const OUTAGE_MS = 140_000;
const WITHIN_MS = 170_000;
const BEGINS = Date.UTC(2026, 9, 20, 12, 0, 50);
const part = partOf('btc-usd');
const fills = keyOf('btc-usd', 'fills');
const minutes = keyOf('btc-usd', 'bars', 1);

let installation: MadeUpInstallation;
/** What was stored last before the outage. */
let before: { readonly fill: number; readonly bar: number; readonly asked: number };
beforeAll(async () => {
  installation = await openMadeUpInstallation({ at: BEGINS });
  const { redis } = installation.store;
  const first = await installation.start(part);
  const isFull = async () => (await redis.zcard(fills)) >= FILLS_KEPT && (await redis.zcard(minutes)) >= BARS_KEPT;
  await eventually(isFull, WITHIN_MS);
  await first.stop();
  const [lastFill, lastBar] = [
    (await storedRows(installation.store, fills)).at(-1),
    (await storedRows(installation.store, minutes)).at(-1),
  ];
  before = { fill: lastFill?.[0] as number, bar: lastBar?.[0] as number, asked: installation.server.asked.length };
  const stoppedAt = installation.server.now();
  await eventually(() => installation.server.now() > stoppedAt + OUTAGE_MS, WITHIN_MS);
  await installation.start(part);
});
afterAll(() => installation.close());

const gapsOf = (worker: string) => readGaps(installation.store, `${MADE_UP}-${worker}`);

it('fills that came meanwhile are fetched from the newest down, though their ids leave some out', async () => {
  const found = await eventually(async () => {
    const gaps = await gapsOf('fills');
    return gaps.length > 0 && gaps.every(({ state }) => state === 'filled') && gaps;
  }, WITHIN_MS);
  // What the first answer held of it, and what was fetched below that.
  const [fetched, came] = found.toSorted((one, other) => one.from - other.from);
  expect(fetched).toMatchObject({ from: before.fill + 1, cause: 'collector-down', state: 'filled', left: null });
  expect(fetched?.rows).toBeGreaterThan(100);
  expect(came).toMatchObject({ from: (fetched?.to ?? 0) + 1, cause: 'collector-down', state: 'filled', left: null });
  const rows = await storedRows(installation.store, fills);
  const [from, to] = [rows[0]?.[0], rows.at(-1)?.[0]] as [number, number];
  expect(from).toBeLessThan(before.fill);
  expect(rows).toEqual(fillsBetween(installation.server, 'XBT/USD', from, to));
  expect(rows).toHaveLength(FILLS_KEPT);
});

it('bars that closed meanwhile are there, and on record', async () => {
  const found = await eventually(async () => {
    const gaps = await gapsOf('bars-1');
    return gaps.length > 0 && gaps;
  }, WITHIN_MS);
  expect(found).toMatchObject([{ cause: 'collector-down', state: 'filled', rows: expect.any(Number) }]);
  const bars = await eventually(async () => {
    const rows = finalOf(await storedRows(installation.store, minutes));
    return rows.some(([start]) => (start as number) > before.bar) && rows;
  }, WITHIN_MS);
  expect(bars).toEqual(
    bars.map((_, index) => finalBar(installation.server, 'XBT/USD', 1, (bars[0]?.[0] as number) + index * 60_000)),
  );
});

it('/gaps tells of both, and counts only what can be counted', async () => {
  const { app } = openMadeUpApi(installation.store, part);
  const { body } = await request(app).get(`/gaps?market=${MADE_UP}&code=btc-usd`);
  const of = (feed: string) => body.gaps.filter((gap: { feed: string }) => gap.feed === feed);
  const ofFills = { market: MADE_UP, type: 'fills', missing: null, state: 'filled' };
  expect(of('fills')).toMatchObject([ofFills, ofFills]);
  expect(of('bars')[0]).toMatchObject({ market: MADE_UP, feed: 'bars', missing: expect.any(Number), state: 'filled' });
  expect(body.open).toBe(0);
});

it('a restart goes on from what is stored: nothing of the history is fetched again', () => {
  const later = installation.server.asked.slice(before.asked).map(({ url }) => new URL(url, installation.server.url));
  const ofMinutes = later.filter(({ searchParams }) => searchParams.get('span') === '60');
  expect(ofMinutes.filter(({ searchParams }) => searchParams.has('to'))).toEqual([]);
  const older = later.filter(({ searchParams }) => searchParams.has('upTo'));
  expect(older.length).toBeGreaterThan(1);
  expect(older.length).toBeLessThan(10);
  expect(installation.server.meter.refused.count).toBe(0);
});
