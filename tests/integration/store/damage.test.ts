import fc from 'fast-check';
import { rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import { holderName, monotonicMs } from '../../../runtime/machine.ts';
import { readForeignWeight, readUsedWeight } from '../../../store/budget.ts';
import { measureClock, writeClock } from '../../../store/clock.ts';
import { correctWeight, reserveWeight } from '../../../store/fixedWindow.ts';
import { countOpenGaps, findHoles, type Gap, readGaps, removeGaps, writeGaps } from '../../../store/gaps.ts';
import { readBookkeeping, type WorkerReport, writeReports } from '../../../store/health.ts';
import { dataKey, metaKey } from '../../../store/keys.ts';
import { forgetPair, readKnownPairs, rememberPair } from '../../../store/knownPairs.ts';
import { readLatest, writeLatest } from '../../../store/latest.ts';
import { createLease } from '../../../store/lease.ts';
import { writeLimits } from '../../../store/limits.ts';
import { writeListings } from '../../../store/listing.ts';
import { readMarketState, unknownMarket } from '../../../store/marketState.ts';
import { readMetas } from '../../../store/metas.ts';
import { pauseEgress } from '../../../store/pause.ts';
import { readSeries, writeSeries } from '../../../store/series.ts';
import { claimSource } from '../../../store/source.ts';
import { readStreamReports, writeStreamReports } from '../../../store/streamReports.ts';
import { writeTransport } from '../../../store/transport.ts';
import { awaitVerdict, writeVerdict } from '../../../store/verdict.ts';
import { streamsReportOf } from '../../streamsReportOf.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const RUNS = { numRuns: 40 };
const account = { egress: 'local', market: 'spot' } as const;
const now = Date.now();
const MINUTE = 60_000;
const counter = (minute: number) => `collector:budget:local:spot:${Math.floor(now / MINUTE) + minute}`;
const pauseKey = 'collector:pause:local:spot';

/** What might stand where a value should: no JSON, other JSON, numbers that are none, and the right value cut off. */
const damagedText = (right: string) =>
  fc.oneof(
    fc.constantFrom(
      '',
      '{}',
      '[]',
      'null',
      '7',
      '"6000"',
      '{"',
      'NaN',
      'nan',
      'inf',
      '-inf',
      'Infinity',
      '-1',
      '1e999',
    ),
    fc.constantFrom('9007199254740991', '99999999999999999999', '1e15', '0x10', '-9e99', '5.5', ' 5', '[[[[]]]]'),
    fc.constantFrom('{"weightPerMinute":"6000"}', '{"weightPerMinute":1e999}', '{"weightPerMinute":-6000}'),
    fc.constantFrom('{"awaitsPing":"yes"}', '{"status":429,"until":"soon"}', '{"until":1e999}', `${'['.repeat(2_000)}`),
    fc.json(),
    fc.string(),
    fc.nat({ max: Math.max(0, right.length - 1) }).map((length) => right.slice(0, length)),
  );

type Damage = (key: string) => Promise<unknown>;

/** A key of another type. */
const wrongType = (right: string): fc.Arbitrary<Damage> =>
  fc.tuple(fc.constantFrom('string', 'hash', 'list', 'set', 'zset'), damagedText(right)).map(([type, text]) => {
    return async (key: string) => {
      const { redis } = test.store;
      await redis.del(key);
      if (type === 'string') return redis.set(key, text);
      if (type === 'hash') return redis.hset(key, text, text);
      if (type === 'list') return redis.rpush(key, text);
      return type === 'set' ? redis.sadd(key, text) : redis.zadd(key, 5, text);
    };
  });

const wrongField = (fields: readonly string[], right: string): fc.Arbitrary<Damage> =>
  fc.tuple(fc.constantFrom(...fields), damagedText(right)).map(
    ([field, text]) =>
      (key: string) =>
        test.store.redis.hset(key, field, text).catch(() => undefined),
  );

const klines = dataKey('spot', 'btcusdt', 'klines', 1);
const price = dataKey('spot', 'btcusdt', 'price');
const T0 = Math.floor(now / MINUTE) * MINUTE - 10 * MINUTE;
const candle = (index: number) => {
  const openTime = T0 + index * MINUTE;
  const fields = [openTime, '10', '11', '9', '10', '1', openTime + 59_999, '10', 7, '0', '0', '0', 2];
  return { score: openTime, member: JSON.stringify(fields) };
};
const context = { fence: now, source: 'binance' };
let asOf = now;
const writeCandles = (indexes: readonly number[]) =>
  writeSeries(test.store, klines, indexes.map(candle), {
    ...context,
    asOf: asOf++,
    kind: 'candles',
    layout: rowLayoutOf(rowOf('spot', 'klines')),
    retention: 100,
    confirmsNewest: true,
  });
const candles = async () => {
  const { rows, meta } = await readSeries(test.store, klines, { offset: 0 }, 100);
  return { rows, isKnown: meta !== null && [meta.asOf, meta.changedAt, meta.version].every(Number.isSafeInteger) };
};
const readState = () => readBookkeeping(test.store, account, now);
const gap: Gap = {
  code: 'btcusdt',
  from: T0,
  to: T0 + MINUTE,
  cause: 'redis-down',
  state: 'open',
  foundAt: now,
  changedAt: now,
  left: T0,
  rows: 0,
};
const other: Gap = { ...gap, code: 'ethusdt' };
const report: WorkerReport = {
  name: 'price',
  pid: 7,
  startedAt: now,
  at: now,
  state: 'active',
  period: 1,
  served: 'poll',
  rung: 1,
  plannedWeight: 240,
  counters: { ticks: 1 } as WorkerReport['counters'],
  config: { hash: 'abc', ok: true, faults: [], restartNeeded: [] },
  pairs: { btcusdt: { failures: 0, lastError: null, waitingAt: null } },
};
const streams = streamsReportOf({ name: 'price', at: now });
const clock = measureClock(Date.now(), monotonicMs(), monotonicMs());

/** A thing that is stored: how it is damaged, read and written, and what is then read. */
interface Stored {
  readonly key: string;
  readonly damage: fc.Arbitrary<Damage>;
  write(): Promise<unknown>;
  /** Never rejects, whatever is stored. @param state what is read of the bookkeeping now: all that stands there shares it */
  read(state: ReturnType<typeof readState>): Promise<unknown>;
  readonly right: unknown;
}

const inHash = (fields: readonly string[], right: unknown) => {
  const json = JSON.stringify(right);
  return fc.oneof(wrongType(json), wrongField(fields, json));
};
const member = JSON.stringify([T0, '10']);

const table: Record<string, Stored> = {
  'the limits': {
    key: 'collector:limits:spot',
    damage: wrongType('{"weightPerMinute":5000}'),
    write: () => writeLimits(test.store, 'spot', { weightPerMinute: 5000 }),
    read: async (state) => (await state).limits,
    right: { weightPerMinute: 5000 },
  },
  'the clock': {
    key: 'collector:clock:spot',
    damage: wrongType(JSON.stringify(clock)),
    write: () => writeClock(test.store, 'spot', clock),
    read: async (state) => (await state).clock,
    right: clock,
  },
  'what is decided of streams': {
    key: 'collector:transport:spot',
    damage: wrongType('{"isHeld":true,"fitsSince":null,"isBlocked":false}'),
    write: () => writeTransport(test.store, 'spot', { isHeld: true, fitsSince: now, isBlocked: false }),
    read: async (state) => (await state).transport,
    right: { isHeld: true, fitsSince: now, isBlocked: false },
  },
  'the listings': {
    key: 'collector:listing:spot',
    damage: inHash(['btcusdt', 'etcusdt'], { status: 'TRADING', asOf: 5 }),
    write: () => writeListings(test.store, 'spot', new Map([['btcusdt', { status: 'TRADING', asOf: 5 }]])),
    read: async (state) => (await state).listings.get('btcusdt'),
    right: { status: 'TRADING', isTraded: true, asOf: 5 },
  },
  'the source': {
    key: 'collector:source',
    damage: inHash(['spot'], 'binance'),
    write: () => claimSource(test.store, 'spot', 'binance'),
    read: async (state) => (await state).source,
    right: 'binance',
  },
  'a pause': {
    key: pauseKey,
    damage: wrongType('{"status":418,"until":1795300000000}'),
    write: () => pauseEgress(test.store, account, { status: 418, until: now + 90_000 }, now),
    read: async (state) => (await state).pause,
    right: { status: 418, until: now + 90_000 },
  },
  'the reports': {
    key: 'collector:health',
    damage: inHash(['price', 'depth'], report),
    write: () => writeReports(test.store, [report]),
    read: async (state) => (await state).reports.get('price'),
    right: report,
  },
  'what processes say of their streams': {
    key: 'collector:streams',
    damage: inHash(['spot|price', 'spot|depth', 'usdm|'], streams),
    write: () => writeStreamReports(test.store, 'price', [streams]),
    read: async () => (await readStreamReports(test.store)).find(({ name }) => name === 'price'),
    right: streams,
  },
  'the verdict': {
    key: 'collector:verdict',
    damage: wrongType('{"pairs":["btcusdt"],"faults":["no"]}'),
    write: () => writeVerdict(test.store, 'spot', { pairs: ['btcusdt'], faults: ['no'] }),
    read: () => awaitVerdict(test.store, 'spot', ['btcusdt'], 0),
    right: ['no'],
  },
  'the known pairs': {
    key: 'collector:known:price',
    damage: wrongType('btcusdt'),
    write: () => rememberPair(test.store, 'price', 'btcusdt'),
    read: async () => (await readKnownPairs(test.store, 'price')).includes('btcusdt'),
    right: true,
  },
  'the ledger of gaps': {
    key: 'collector:gaps:klines-1',
    damage: inHash(['fence', 'open', `btcusdt:${T0}`, 'ltcusdt:5', 'x:y'], gap),
    write: () => writeGaps(test.store, 'klines-1', now, [gap]),
    read: async () => {
      const gaps = await readGaps(test.store, 'klines-1');
      const [open] = await countOpenGaps(test.store, ['klines-1']);
      expect(open).toEqual(expect.any(Number));
      return gaps.find(({ code }) => code === 'btcusdt');
    },
    right: gap,
  },
  'a lease': {
    key: 'collector:lease:price',
    damage: inHash(['until', 'fence'], '1795300000000'),
    write: async () => undefined,
    read: async () => {
      const lease = createLease(test.store, 'price', holderName('a'));
      const isHeld = await lease.hold();
      return isHeld && Number.isSafeInteger(lease.fence()) && lease.fence() < Date.now() + 2 * 86_400_000;
    },
    right: true,
  },
  'the meta of a series': {
    key: metaKey(klines),
    damage: inHash(['fence', 'asOf', 'version', 'changedAt', 'kind', 'refusedAt'], '1795300000000'),
    write: () => writeCandles([0, 1, 2]),
    read: candles,
    right: { rows: [2, 1, 0].map((index) => candle(index).member), isKnown: true },
  },
  'a series': {
    key: klines,
    damage: fc.oneof(
      wrongType(member),
      fc
        .tuple(damagedText(member), fc.constantFrom('+inf', String(T0 + 9 * MINUTE), String(T0 + MINUTE), String(T0)))
        .map(
          ([text, score]) =>
            (key: string) =>
              test.store.redis.zadd(key, score, text),
        ),
    ),
    // What no row of the exchange comes near is removed when holes are looked for.
    write: async () => [await writeCandles([0, 1, 2]), await findHoles(test.store, klines, MINUTE)],
    read: candles,
    right: { rows: [2, 1, 0].map((index) => candle(index).member), isKnown: true },
  },
  'a latest value': {
    key: price,
    damage: wrongType('{"price":"1"}'),
    write: () => writeLatest(test.store, price, '{"price":"1"}', { ...context, asOf: asOf++ }),
    read: async () => (await readLatest(test.store, price)).value,
    right: '{"price":"1"}',
  },
  'the meta of a latest value': {
    key: metaKey(price),
    damage: inHash(['fence', 'asOf', 'version', 'changedAt', 'order', 'refusedAt'], '1795300000000'),
    write: () => writeLatest(test.store, price, '{"price":"1"}', { ...context, asOf: asOf++ }),
    read: async () => {
      const [meta] = await readMetas(test.store, [price]);
      await readLatest(test.store, price);
      return meta === null || meta === undefined ? null : [meta.asOf, meta.version].every(Number.isSafeInteger);
    },
    right: true,
  },
};
const all = Object.entries(table);

it.each(all)(
  '%s, whatever is put in its place, is read, harms nothing else, and is right after the next write',
  async (name, damaged) => {
    await fc.assert(
      fc.asyncProperty(damaged.damage, async (damage) => {
        await test.store.redis.flushdb();
        await Promise.all(all.map(([, { write }]) => write()));
        await damage(damaged.key);
        const state = readState();
        await damaged.read(state);
        const others = all.filter(([otherName, { key }]) => {
          const isBeside = key.replace(/:meta$/, '') === damaged.key.replace(/:meta$/, '');
          return !isBeside && otherName !== name;
        });
        const found = await Promise.all(others.map(async ([other, { read }]) => [other, await read(state)]));
        expect(found).toEqual(others.map(([other, { right }]) => [other, right]));
        await damaged.write();
        expect(await damaged.read(readState())).toEqual(damaged.right);
      }),
      RUNS,
    );
  },
);

it('the last limits known hold while the stored ones are damaged, and the default ones before any are known', async () => {
  await test.store.redis.set('collector:limits:spot', '{}');
  expect((await readMarketState(test.store, account, now)).limits).toEqual({ weightPerMinute: 6000 });
  const known = { ...unknownMarket('spot'), limits: { weightPerMinute: 1200 } };
  expect((await readMarketState(test.store, account, now, known)).limits).toEqual({ weightPerMinute: 1200 });
});

it('damage is said once, and once more when it is over', async () => {
  const said = () => test.messages.filter((line) => line.includes('collector:limits:spot'));
  await writeLimits(test.store, 'spot', { weightPerMinute: 5000 });
  await readState();
  const before = said().length;
  await test.store.redis.set('collector:limits:spot', '{"weightPerMinute":null}');
  for (let look = 0; look < 3; look++) await readState();
  await writeLimits(test.store, 'spot', { weightPerMinute: 5000 });
  for (let look = 0; look < 3; look++) await readState();
  expect(said().slice(before)).toEqual([
    'warn collector:limits:spot in Redis is damaged: it counts as missing until it is written anew: {"weightPerMinute":null}',
    'info collector:limits:spot in Redis is as it should be again',
  ]);
});

describe('a minute', () => {
  const ALLOWANCE = 100;
  const reserve = (weight: number, more: { allowance?: number; marginMs?: number; at?: number } = {}) => {
    const { allowance = ALLOWANCE, marginMs = 0, at = now } = more;
    return reserveWeight(test.store, account, { weight, allowance, now: at, marginMs });
  };

  it('never grants more than its allowance, whatever is put in the place of counters and pause; later ones grant again', async () => {
    const fields = ['own', 'foreign', 'sure', 'whole'];
    const damages = fc.array(
      fc.tuple(fc.constantFrom(counter(-1), counter(0), counter(1), pauseKey), inHash(fields, '50')),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(damages, fc.nat({ max: 12 }), async (put, before) => {
        await test.store.redis.flushdb();
        let granted = 0;
        const spend = async (times: number) => {
          for (let time = 0; time < times; time++) {
            const { outcome, used } = await reserve(7, { marginMs: time % 2 === 0 ? 0 : MINUTE });
            if (outcome === 'granted') granted += 7;
            expect(used).toBeLessThanOrEqual(1_000_000);
            await correctWeight(test.store, account, granted, Math.floor(now / MINUTE), true);
          }
        };
        await spend(before);
        for (const [key, damage] of put) await damage(key);
        await spend(20);
        expect(granted).toBeLessThanOrEqual(ALLOWANCE);
        for (const weight of [
          await readForeignWeight(test.store, account, now),
          await readUsedWeight(test.store, account, now),
        ]) {
          expect(weight === null || Number.isSafeInteger(weight)).toBe(true);
        }
        const ttl = await test.store.redis.ttl(pauseKey);
        expect(ttl === -2 || (ttl > 0 && ttl <= 120)).toBe(true);
        await test.store.redis.del(pauseKey);
        expect((await reserve(7, { at: now + 2 * MINUTE })).outcome).toBe('granted');
      }),
      RUNS,
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -7, 1e300])(
    'grants nothing for a weight of %d',
    async (weight) => {
      expect((await reserve(weight)).outcome).toBe('damaged');
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -7, 1e300])(
    'grants nothing with an allowance of %d',
    async (allowance) => {
      expect((await reserve(1, { allowance })).outcome).not.toBe('granted');
    },
  );
});

describe('a damaged pause', () => {
  const isPaused = async () =>
    (await reserveWeight(test.store, account, { weight: 1, allowance: 100, now, marginMs: 0 })).outcome;

  it('stands until it expires, gives way to a longer one, and no ping passes or ends it', async () => {
    await test.store.redis.set(pauseKey, '{"status":418,"unt', 'PX', 30_000);
    expect(await isPaused()).toBe('paused');
    await pauseEgress(test.store, account, { status: 429, until: now + 5_000 }, now);
    await pauseEgress(test.store, account, { status: 403, until: now + 50_000, awaitsPing: true }, now);
    expect(await test.store.redis.pttl(pauseKey)).toBeGreaterThan(20_000);
    expect(await test.store.redis.get(pauseKey)).toBe('{"status":418,"unt');
    await pauseEgress(test.store, account, { status: 418, until: now + 90_000 }, now);
    expect((await readState()).pause).toEqual({ status: 418, until: now + 90_000 });
  });
});

describe('a series', () => {
  it('with a damaged row has a hole there, which the row of the exchange fills', async () => {
    await writeCandles([0, 1, 2, 3, 4]);
    await test.store.redis.zrem(klines, candle(2).member);
    await test.store.redis.zadd(klines, candle(2).score, candle(2).member.slice(0, 40));
    expect(await findHoles(test.store, klines, MINUTE)).toEqual([{ after: candle(1).score, before: candle(3).score }]);
    await writeCandles([2]);
    expect(await findHoles(test.store, klines, MINUTE)).toEqual([]);
    expect((await candles()).rows).toEqual([4, 3, 2, 1, 0].map((index) => candle(index).member));
  });
});

it('what names no pair is forgotten, and no key is made of it', async () => {
  await test.store.redis.sadd('collector:known:price', 'btcusdt', 'a}:b', '', '{"x');
  expect(await readKnownPairs(test.store, 'price')).toEqual(['btcusdt']);
  expect(await test.store.redis.smembers('collector:known:price')).toEqual(['btcusdt']);
  await forgetPair(test.store, 'price', 'btcusdt', price, now);
  expect(await readKnownPairs(test.store, 'price')).toEqual([]);
});

it('a damaged ledger is counted anew, and the pair that leaves takes its entries along', async () => {
  await writeGaps(test.store, 'klines-1', now, [gap, other]);
  await test.store.redis.hset('collector:gaps:klines-1', 'open', 'NaN', 'fence', '1e999');
  expect(await countOpenGaps(test.store, ['klines-1'])).toEqual([2]);
  await removeGaps(test.store, 'klines-1', now, 'btcusdt');
  expect(await readGaps(test.store, 'klines-1')).toEqual([other]);
  expect(await countOpenGaps(test.store, ['klines-1'])).toEqual([1]);
});
