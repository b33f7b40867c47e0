import { collectors } from '../../../../markets/markets.js';
import { StartError } from '../../../../runtime/errors.ts';
import { openRestWorld, type RestWorld } from './restWorld.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let world: RestWorld;
let now: number;

beforeAll(async () => {
  world = await openRestWorld();
}, 60_000);
beforeEach(() => {
  world.notes.length = 0;
  now = Math.floor(world.simulator.now() / MINUTE) * MINUTE;
});
afterEach(() => world.simulator.clearFaults());
afterAll(() => world.close());

const collectorOf = (worker: string) => {
  const collector = collectors.find(({ name }) => name === worker);
  if (collector === undefined) throw new RangeError(worker);
  return collector;
};

test.each([
  ['klines-1', 'btcusdt', 2 * DAY, 3 * HOUR],
  ['klines-60', 'btcusdt', 120 * DAY, HOUR],
  ['klines-43200', 'btcusdt', 400 * DAY, 40 * DAY],
  ['usdm-klines-5', 'linkusdt', 5 * DAY, HOUR],
  ['usdm-klines-mark-15', 'linkusdt', 9 * DAY, HOUR],
  ['usdm-klines-current-quarter-15', 'btcusdt', 9 * DAY, HOUR],
])(
  '%s of %s: each candle of the time comes once, as it is stored, oldest first',
  async (worker, code, since, until) => {
    const collector = collectorOf(worker);
    const [from, to] = [now - since, now - until];
    const rows = await world.read(worker, code, from, to);
    const truth = world.truths[collector.market].closedCandles({ code, collector }, from, to);
    const expected = [...truth].filter(([time]) => time >= from && time <= to).sort(([one], [other]) => one - other);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.map(({ score, member }) => [score, `${member.slice(0, member.lastIndexOf(','))}]`])).toEqual(expected);
    expect(rows.every(({ member }) => member.endsWith(',2]'))).toBe(true);
  },
  60_000,
);

test.each([
  ['trades', 'btcusdt'],
  ['usdm-trades', 'linkusdt'],
] as const)(
  '%s of a time: all of them, by their ids',
  async (worker, code) => {
    const { market } = collectorOf(worker);
    const [from, to] = [now - 3 * HOUR, now - HOUR];
    const rows = await world.read(worker, code, from, to);
    const truth = world.truths[market];
    const [before, last] = [truth.lastTradeId(code, from - 1), truth.lastTradeId(code, to)];
    expect(rows.map(({ member }) => member)).toEqual([...truth.trades(code, before + 1, last, now).values()]);
    expect(rows.length).toBeGreaterThan(100);
  },
  60_000,
);

test('single trades are found by time, too, though they can only be asked for by id', async () => {
  const own = await openRestWorld({ feeds: { trades: { source: 'trades' } } });
  const [from, to] = [now - 2 * HOUR, now - HOUR];
  const rows = await own.read('trades', 'btcusdt', from, to);
  const [before, last] = [own.truths.spot.lastFillId('btcusdt', from - 1), own.truths.spot.lastFillId('btcusdt', to)];
  expect(rows.map(({ score }) => score)).toEqual(
    Array.from({ length: last - before }, (_, index) => before + 1 + index),
  );
  await own.close();
}, 60_000);

test('of contracts the exchange keeps two days of trades: the rest is left out, and said', async () => {
  const rows = await world.read('usdm-trades', 'linkusdt', now - 4 * DAY, now - 46 * HOUR);
  const first = (JSON.parse(rows[0]?.member ?? '[]') as number[])[5] ?? 0;
  expect(Math.abs(first - (now - 2 * DAY))).toBeLessThan(3 * MINUTE);
  expect(world.notes).toEqual([
    expect.stringMatching(/^usdm linkusdt trades: the exchange keeps nothing from before 20/),
  ]);
}, 60_000);

test('nothing of a time that the exchange has forgotten is no failure', async () => {
  expect(await world.read('usdm-trades', 'linkusdt', now - 9 * DAY, now - 5 * DAY)).toEqual([]);
  expect(await world.read('usdm-open-interest-hist', 'linkusdt', now - 90 * DAY, now - 40 * DAY)).toEqual([]);
  expect(world.notes).toHaveLength(2);
}, 60_000);

test('statistics go back thirty days', async () => {
  const rows = await world.read('usdm-open-interest-hist', 'linkusdt', now - 40 * DAY, now - 10 * MINUTE);
  expect(rows.length).toBeGreaterThan(29 * 288);
  expect(rows.every(({ score }, index) => index === 0 || score - (rows[index - 1]?.score ?? 0) === 5 * MINUTE)).toBe(
    true,
  );
  expect(world.notes).toEqual([expect.stringContaining('the exchange keeps nothing from before')]);
}, 60_000);

test('payments of funding say how long ago the one before was', async () => {
  const rows = await world.read('usdm-funding-rate', 'linkusdt', now - 100 * DAY, now);
  const fields = rows.map(({ member }) => JSON.parse(member) as (number | string | null)[]);
  expect(fields.length).toBeGreaterThan(280);
  expect(new Set(fields.map((each) => each[3]))).toEqual(new Set([8, 4]));
  expect(fields.every(([time], index) => index === 0 || Number(time) > Number(fields[index - 1]?.[0]))).toBe(true);
}, 60_000);

test('all settlements come with one answer', async () => {
  const rows = await world.read('usdm-delivery-price', 'btcusdt', 0, now);
  expect(rows.length).toBeGreaterThan(1);
});

test('what comes by a stream alone, or is told of the present alone, has nothing older', async () => {
  expect(await world.read('usdm-liquidations', 'linkusdt', now - DAY, now - HOUR)).toEqual([]);
  expect(await world.read('usdm-open-interest', 'linkusdt', now - DAY, now - HOUR)).toEqual([]);
  expect(world.notes).toEqual([
    'usdm linkusdt liquidations: the exchange tells it by a stream alone: nothing older can be asked for',
    'usdm linkusdt open-interest: the exchange tells the present alone: nothing older can be asked for',
  ]);
});

test('before a listing there is nothing, which is found out by two requests and said', async () => {
  const listed = world.truths.spot.listedAt('pepeusdt', 'klines');
  const before = world.simulator.stats().requests;
  const rows = await world.read('klines-1', 'pepeusdt', listed - 400 * DAY, listed + HOUR);
  expect(rows[0]?.score).toBe(listed);
  expect(rows).toHaveLength(61);
  expect(world.notes).toEqual([
    expect.stringMatching(/^spot pepeusdt 1: the exchange has nothing before 2023-05-05 16:00:00 UTC$/),
  ]);
  expect(world.simulator.stats().requests - before).toBeLessThanOrEqual(4);
}, 60_000);

test('a range that lies in the future or is turned round is empty', async () => {
  expect(await world.read('klines-1', 'btcusdt', now + DAY, now + 2 * DAY)).toEqual([]);
  expect(await world.read('klines-1', 'btcusdt', now, now - DAY)).toEqual([]);
  expect(await world.read('trades', 'btcusdt', now + DAY, now + 2 * DAY)).toEqual([]);
});

test('a ban in the middle is sat out, and told once', async () => {
  const waits: string[] = [];
  world.simulator.inject({ kind: 'status', status: 418, retryAfter: 4, path: 'klines', times: 1 });
  const rows = await world.read('klines-1', 'btcusdt', now - 4 * HOUR, now - HOUR, {
    patience: { onWait: (why) => waits.push(why) },
  });
  expect(rows).toHaveLength(181);
  expect(waits).toEqual([expect.stringContaining('the exchange answered 418')]);
}, 60_000);

test('a ban that is longer than patience ends it with one line', async () => {
  world.simulator.inject({ kind: 'status', status: 418, retryAfter: 3, path: 'klines', times: 1 });
  const reading = world.read('klines-1', 'btcusdt', now - 4 * HOUR, now - HOUR, { patience: { mostMs: 1_000 } });
  await expect(reading).rejects.toThrow(StartError);
  await expect(reading).rejects.toThrow(/^spot btcusdt 1: .*418.*: try again in 1 minute$/);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
}, 60_000);

test('rubbish is asked for again; a single bad row is left out and told', async () => {
  const bad: string[] = [];
  world.simulator.inject({ kind: 'shape', path: 'klines', body: { no: 'list' }, times: 1 });
  world.simulator.inject({ kind: 'status', status: 500, path: 'klines', times: 1 });
  const rows = await world.read('klines-1', 'btcusdt', now - 2 * HOUR, now - HOUR, {
    onBad: (_, fault) => bad.push(fault),
  });
  expect(rows).toHaveLength(61);
  expect(bad).toEqual([]);
}, 60_000);

test('a pair that the exchange does not know fails at once', async () => {
  await expect(world.read('klines-1', 'nosuchusdt', now - HOUR, now)).rejects.toThrow(/symbol/i);
});
