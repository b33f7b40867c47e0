import fc from 'fast-check';
import { holderName, monotonicMs } from '../../../../runtime/machine.ts';
import { pauseEgress } from '../../../../store/budget/pause.ts';
import { measureClock, writeClock } from '../../../../store/market/clock.ts';
import { readInfoList, readInfoMeta, writeInfo } from '../../../../store/market/exchangeInfo.ts';
import { writeLimits } from '../../../../store/market/limits.ts';
import { writeListings } from '../../../../store/market/listing.ts';
import { writeNeeds } from '../../../../store/market/needs.ts';
import { claimSource } from '../../../../store/market/source.ts';
import { writeTransport } from '../../../../store/market/transport.ts';
import { awaitVerdict, writeVerdict } from '../../../../store/market/verdict.ts';
import type { Store } from '../../../../store/redis/connect.ts';
import { dataKey, infoPartKeys, metaKey } from '../../../../store/redis/keys.ts';
import { addCloses, type ComparedCloses, readCloses } from '../../../../store/reports/comparedCloses.ts';
import { readBookkeeping, type WorkerReport, writeReports } from '../../../../store/reports/health.ts';
import { type RelayReport, readRelayReports, writeRelayReport } from '../../../../store/reports/relayReports.ts';
import { readStreamReports, writeStreamReports } from '../../../../store/reports/streamReports.ts';
import { countOpenGaps, findHoles, type Gap, readGaps, writeGaps } from '../../../../store/values/gaps.ts';
import { readKnownPairs, rememberPair } from '../../../../store/values/knownPairs.ts';
import { readLatest, writeLatest } from '../../../../store/values/latest.ts';
import { createLease } from '../../../../store/values/lease.ts';
import { readMetas } from '../../../../store/values/metas.ts';
import { streamsReportOf } from '../../../streamsReportOf.ts';
import { type Damage, damagedText, inHash, wrongType } from './damages.ts';
import { candle, context, klines, MINUTE, nextAsOf, now, readCandles, T0, writeCandles } from './storedCandles.ts';

export const account = { egress: 'local', market: 'spot' } as const;
export const pauseKey = 'collector:pause:local:spot';
export const price = dataKey('spot', 'btcusdt', 'price');
export const readState = (store: Store) => readBookkeeping(store, account, now);
export const gap: Gap = {
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
export const other: Gap = { ...gap, code: 'ethusdt' };
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
const relay: RelayReport = {
  pid: 7,
  at: now,
  state: 'listening',
  links: 1,
  streams: 2,
  mostStreams: 2_000,
  framesPerSecond: 10,
  lagMs: 1,
  booksInStep: 1,
  booksOutOfStep: 0,
  counts: { frames: 5, bytes: 500, cutOff: 0, refused: 0, broken: 0 },
};
const info = {
  list: {
    before: '{"symbols":[',
    pieces: [{ from: 1, to: 3, rows: [['BTCUSDT', 'TRADING', 2]] as const }],
    after: ']}',
  },
  ...{ gzip: Buffer.from('gzip'), bytes: 16, rows: 1, leftOut: 0, timeAt: null, source: 'binance' },
};
const infoMeta = { asOf: now, source: 'binance', rows: 1, leftOut: 0, bytes: 16, gzip: 4, timeAt: null };
const streams = streamsReportOf({ name: 'price', at: now });
const clock = measureClock(Date.now(), monotonicMs(), monotonicMs());

/** A thing that is stored: how it is damaged, read and written, and what is then read. */
export interface Stored {
  readonly key: string;
  readonly damage: fc.Arbitrary<Damage>;
  write(): Promise<unknown>;
  /** Never rejects, whatever is stored. @param state what is read of the bookkeeping now: all that stands there shares it */
  read(state: ReturnType<typeof readState>): Promise<unknown>;
  readonly right: unknown;
}

const member = JSON.stringify([T0, '10']);

const closes: ComparedCloses = { at: now, closes: [[T0, '10.5', '10.50']] };

/** All that is stored, by what it is. @param store once it is open */
export const storedThings = (store: () => Store): Record<string, Stored> => ({
  'the limits': {
    key: 'collector:limits:spot',
    damage: wrongType('{"weightPerMinute":5000}'),
    write: () => writeLimits(store(), 'spot', { weightPerMinute: 5000 }),
    read: async (state) => (await state).limits,
    right: { weightPerMinute: 5000 },
  },
  'the clock': {
    key: 'collector:clock:spot',
    damage: wrongType(JSON.stringify(clock)),
    write: () => writeClock(store(), 'spot', clock),
    read: async (state) => (await state).clock,
    right: clock,
  },
  'what is decided of streams': {
    key: 'collector:transport:spot',
    damage: wrongType('{"isHeld":true,"fitsSince":null,"blocked":[]}'),
    write: () => writeTransport(store(), 'spot', { isHeld: true, fitsSince: now, blocked: [] }),
    read: async (state) => (await state).transport,
    right: { isHeld: true, fitsSince: now, blocked: [] },
  },
  'what the plan needs': {
    key: 'collector:needs:spot',
    damage: wrongType('{"weightPerMinute":1,"live":1,"pools":{}}'),
    write: () => writeNeeds(store(), 'spot', { weightPerMinute: 9, live: 5, pools: { funding: 2 } }),
    read: async (state) => (await state).needs,
    right: { weightPerMinute: 9, live: 5, pools: { funding: 2 } },
  },
  'the listings': {
    key: 'collector:listing:spot',
    damage: inHash(['btcusdt', 'etcusdt'], { status: 'TRADING', asOf: 5 }),
    write: () => writeListings(store(), 'spot', new Map([['btcusdt', { status: 'TRADING', asOf: 5 }]])),
    read: async (state) => (await state).listings.get('btcusdt'),
    right: { status: 'TRADING', isTraded: true, asOf: 5 },
  },
  'the source': {
    key: 'collector:source',
    damage: inHash(['spot'], 'binance'),
    write: () => claimSource(store(), 'spot', 'binance'),
    read: async (state) => (await state).source,
    right: 'binance',
  },
  'a pause': {
    key: pauseKey,
    damage: wrongType('{"status":418,"until":1795300000000}'),
    write: () => pauseEgress(store(), account, { status: 418, until: now + 90_000 }, now),
    read: async (state) => (await state).pause,
    right: { status: 418, until: now + 90_000 },
  },
  'the reports': {
    key: 'collector:health',
    damage: inHash(['price', 'depth'], report),
    write: () => writeReports(store(), [report]),
    read: async (state) => (await state).reports.get('price'),
    right: report,
  },
  'what processes say of their streams': {
    key: 'collector:streams',
    damage: inHash(['spot|price', 'spot|depth', 'usdm|'], streams),
    write: () => writeStreamReports(store(), 'price', [streams]),
    read: async () => (await readStreamReports(store())).find(({ name }) => name === 'price'),
    right: streams,
  },
  'closes that were compared': {
    key: 'collector:closes:spot:btcusdt',
    damage: wrongType(JSON.stringify(closes)),
    write: () => addCloses(store(), 'spot', 'btcusdt', closes),
    read: () => readCloses(store(), 'spot', 'btcusdt'),
    right: closes,
  },
  'what relays say of themselves': {
    key: 'collector:relay',
    damage: inHash(['one', 'other'], relay),
    write: () => writeRelayReport(store(), 'one', relay),
    read: async () => (await readRelayReports(store())).find(({ pid }) => pid === relay.pid),
    right: relay,
  },
  'the verdict': {
    key: 'collector:verdict',
    damage: wrongType('{"pairs":["btcusdt"],"faults":["no"]}'),
    write: () => writeVerdict(store(), 'spot', { pairs: ['btcusdt'], faults: ['no'] }),
    read: () => awaitVerdict(store(), 'spot', ['btcusdt'], 0),
    right: ['no'],
  },
  'the known pairs': {
    key: 'collector:known:price',
    damage: wrongType('btcusdt'),
    write: () => rememberPair(store(), 'price', 'btcusdt'),
    read: async () => (await readKnownPairs(store(), 'price')).includes('btcusdt'),
    right: true,
  },
  'the ledger of gaps': {
    key: 'collector:gaps:klines-1',
    damage: inHash(['fence', 'open', `btcusdt:${T0}`, 'ltcusdt:5', 'x:y'], gap),
    write: () => writeGaps(store(), 'klines-1', now, [gap]),
    read: async () => {
      const gaps = await readGaps(store(), 'klines-1');
      const [open] = await countOpenGaps(store(), ['klines-1']);
      expect(open).toEqual(expect.any(Number));
      return gaps.find(({ code }) => code === 'btcusdt');
    },
    right: gap,
  },
  'what is known of a whole exchangeInfo': {
    key: 'collector:exchange-info:spot',
    damage: inHash(['asOf', 'rows', 'leftOut', 'bytes', 'gzip', 'source'], '1795300000000'),
    write: () => writeInfo(store(), 'spot', now, info),
    read: () => readInfoMeta(store(), 'spot'),
    right: infoMeta,
  },
  'the symbols of a whole exchangeInfo': {
    key: infoPartKeys('spot', now).list,
    damage: wrongType('{"before":"","pieces":[{"from":1,"to":3,"rows":[["BTCUSDT","BREAK",2]]}],"after":""}'),
    write: () => writeInfo(store(), 'spot', now, info),
    read: async () => (await readInfoList(store(), 'spot', infoMeta))?.pieces,
    right: info.list.pieces,
  },
  'a lease': {
    key: 'collector:lease:price',
    damage: inHash(['until', 'fence'], '1795300000000'),
    write: async () => undefined,
    read: async () => {
      const lease = createLease(store(), 'price', holderName('a'));
      const isHeld = await lease.hold();
      return isHeld && Number.isSafeInteger(lease.fence()) && lease.fence() < Date.now() + 2 * 86_400_000;
    },
    right: true,
  },
  'the meta of a series': {
    key: metaKey(klines),
    damage: inHash(['fence', 'asOf', 'version', 'changedAt', 'kind', 'refusedAt'], '1795300000000'),
    write: () => writeCandles(store(), [0, 1, 2]),
    read: () => readCandles(store()),
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
            (redis: Store['redis'], key: string) =>
              redis.zadd(key, score, text),
        ),
    ),
    // What no row of the exchange comes near is removed when holes are looked for.
    write: async () => [await writeCandles(store(), [0, 1, 2]), await findHoles(store(), klines, MINUTE)],
    read: () => readCandles(store()),
    right: { rows: [2, 1, 0].map((index) => candle(index).member), isKnown: true },
  },
  'a latest value': {
    key: price,
    damage: wrongType('{"price":"1"}'),
    write: () => writeLatest(store(), price, '{"price":"1"}', { ...context, asOf: nextAsOf() }),
    read: async () => (await readLatest(store(), price)).value,
    right: '{"price":"1"}',
  },
  'the meta of a latest value': {
    key: metaKey(price),
    damage: inHash(['fence', 'asOf', 'version', 'changedAt', 'order', 'refusedAt'], '1795300000000'),
    write: () => writeLatest(store(), price, '{"price":"1"}', { ...context, asOf: nextAsOf() }),
    read: async () => {
      const [meta] = await readMetas(store(), [price]);
      await readLatest(store(), price);
      return meta === null || meta === undefined ? null : [meta.asOf, meta.version].every(Number.isSafeInteger);
    },
    right: true,
  },
});
