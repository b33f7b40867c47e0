import type { Config } from '../config/config.ts';
import { marketConfigOf, retentionOf } from '../config/marketConfig.ts';
import type { Interval } from '../markets/markets.js';
import { nextOpenTime, openTimeOf } from '../model/candleTime.ts';
import { metaKey } from '../store/redis/keys.ts';
import { rowsBetween, untrueRows } from './rowsThere.ts';
import { type Target, targetsOf } from './targets.ts';
import type { Wrong } from './watcher.ts';
import type { World } from './world.ts';

/** What stands in Redis, as a whole, against what should. */
export interface AuditResult {
  /** Candles, trade ids and other rows that should be there and are not, by key. */
  readonly missing: ReadonlyMap<string, number>;
  readonly wrong: readonly Wrong[];
}

/** A closed candle has been confirmed as final after this time, ms. */
const FINAL_WITHIN_MS = 15_000;
/** Rows this young may be on their way, ms. */
const ON_ITS_WAY_MS = 5_000;
const CHUNK = 5_000;

/** Lowest score of each series without a grid that was stored at the last audit: what lies above it must not be lost. */
export type Floors = Map<string, number>;

/** Reads every series from end to end. Rejects when Redis is away. */
export async function audit(world: World, floors: Floors): Promise<AuditResult> {
  const missing = new Map<string, number>();
  const wrong: Wrong[] = [];
  for (const target of targetsOf(world.config())) {
    const found = await judges[target.kind](world, target, floors);
    if (found.missing > 0) missing.set(target.key, found.missing);
    wrong.push(...found.wrong.map((why) => ({ key: target.key, why })));
  }
  return { missing, wrong };
}

const judges: Readonly<Record<Target['kind'], (world: World, target: Target, floors: Floors) => Promise<Found>>> = {
  candles: auditCandles,
  trades: auditTrades,
  rows: auditRows,
  latest: async () => ({ missing: 0, wrong: [] }),
};

/** How many rows a series keeps. */
function retained(config: Config, { collector }: Target): number {
  const own = marketConfigOf(config, collector.market);
  return own === undefined ? 0 : retentionOf(own, collector);
}

interface Found {
  readonly missing: number;
  readonly wrong: readonly string[];
}

async function auditCandles(world: World, target: Target): Promise<Found> {
  const { key, code, collector } = target;
  const interval: Interval = collector.interval ?? 1;
  const truth = world.truths[collector.market];
  const retention = retained(world.config(), target);
  const stored = await readRows(world, key, retention);
  const now = world.now();
  const span = candleSpan(interval, now - ON_ITS_WAY_MS, retention, truth.listedAt(code, collector.feed));
  const right = truth.closedCandles(target, span[0] ?? 0, span.at(-1) ?? 0);
  // A pair need not have candles of all contracts.
  return judgeCandles(stored, right, { interval, now, span: span.filter((openTime) => right.has(openTime)) });
}

/** Open times that a series holds when nothing is missing, oldest first. */
export function candleSpan(interval: Interval, now: number, retention: number, listedAt: number): number[] {
  const span: number[] = [];
  const oldest = openTimeOf(interval, listedAt);
  for (let at = openTimeOf(interval, now); at >= oldest && span.length < retention; at = openTimeOf(interval, at - 1)) {
    span.push(at);
  }
  return span.reverse();
}

/** @param right the exchange's rows of all candles of the span as JSON, whether closed or not */
export function judgeCandles(
  stored: ReadonlyMap<number, string>,
  right: ReadonlyMap<number, string>,
  { interval, now, span }: { interval: Interval; now: number; span: readonly number[] },
): Found {
  // With a full series the newest candle, which may be on its way, has pushed the oldest out.
  const [oldest = 0] = span;
  const missing = span.filter((openTime) => openTime !== oldest && !stored.has(openTime)).length;
  const wrong: string[] = [];
  for (const [openTime, row] of stored) {
    const end = nextOpenTime(interval, openTime);
    const isFinal = row.endsWith(',2]');
    if (isFinal && end > now) wrong.push(`candle ${openTime} is called final before its end`);
    else if (isFinal && right.has(openTime) && row !== `${right.get(openTime)?.slice(0, -1)},2]`) {
      wrong.push(`final candle ${row} should be ${right.get(openTime)}`);
    } else if (!isFinal && now - end > FINAL_WITHIN_MS) wrong.push(`candle ${openTime} is over and not final: ${row}`);
  }
  return { missing, wrong };
}

async function auditTrades(world: World, target: Target, floors: Floors): Promise<Found> {
  const { key, code, collector } = target;
  const truth = world.truths[collector.market];
  const retention = retained(world.config(), target);
  const stored = await readRows(world, key, retention);
  const ids = [...stored.keys()];
  const asOf = await readAsOf(world, key);
  // Another one may have been stored since the rows were read: asOf is read later, hence the margin.
  const last = truth.lastTradeId(code, Math.min(asOf, world.now() - ON_ITS_WAY_MS) - 1_000);
  const newest = Math.max(last, ids.at(-1) ?? 0);
  const floor = floorOf(floors, key, ids[0], newest - retention + 1);
  const right = truth.trades(code, ids[0] ?? 0, ids.at(-1) ?? -1, world.now());
  return judgeTrades(stored, right, { floor, last });
}

async function auditRows(world: World, target: Target, floors: Floors): Promise<Found> {
  const { key, collector, feed } = target;
  const stored = await readRows(world, key, retained(world.config(), target));
  const truth = world.truths[collector.market];
  const untrue = untrueRows(truth, target, [...stored.values()], world.now());
  const wrong = untrue.map((row) => `no such row: ${row}`);
  // Of those that have no numbers, and are kept, it is known which there are.
  if (feed.shape !== 'series' || feed.older === undefined || feed.scores.continuity === 'ids')
    return { missing: 0, wrong };
  const [lowest] = stored.keys();
  const floor = floorOf(floors, key, lowest, 0);
  const until = Math.min(await readAsOf(world, key), world.now() - ON_ITS_WAY_MS) - 1_000;
  const there = [...rowsBetween(truth, target, floor, until, until).keys()];
  const missing = there.slice(-stored.size).filter((score) => !stored.has(score)).length;
  return { missing, wrong };
}

const readAsOf = async ({ store }: World, key: string): Promise<number> =>
  Number(await store.redis.hget(metaKey(key), 'asOf'));

/** From which score on nothing may be missing: what was there at the last audit, unless it has been pushed out. */
function floorOf(floors: Floors, key: string, lowest: number | undefined, pushedOut: number): number {
  const floor = Math.max(floors.get(key) ?? lowest ?? 0, pushedOut);
  floors.set(key, Math.max(lowest ?? 0, floor));
  return floor;
}

/**
 * @param right members of the exchange's trades
 * @param floor id from which on none may be missing, up to `last`
 */
export function judgeTrades(
  stored: ReadonlyMap<number, string>,
  right: ReadonlyMap<number, string>,
  { floor, last }: { floor: number; last: number },
): Found {
  const until = Math.max(last, ...[...stored.keys()].slice(-1));
  let missing = 0;
  for (let id = floor; id <= until; id += 1) if (!stored.has(id)) missing += 1;
  const wrong = [...stored].filter(([id, row]) => right.get(id) !== row).map(([, row]) => `no such trade: ${row}`);
  return { missing, wrong };
}

/** The rows that readers are shown by their score, lowest first; read in pieces, so that no single answer is late. */
async function readRows({ store }: World, key: string, retention: number): Promise<ReadonlyMap<number, string>> {
  const rows = new Map<number, string>();
  for (let from = Number.NEGATIVE_INFINITY; ; ) {
    const above = from === Number.NEGATIVE_INFINITY ? '-inf' : `(${from}`;
    const members = await store.redis.zrangebyscore(key, above, '+inf', 'LIMIT', 0, CHUNK);
    for (const member of members) rows.set(scoreOf(member), member);
    if (members.length < CHUNK) return new Map([...rows].slice(-retention));
    from = scoreOf(members.at(-1) ?? '');
  }
}

/** The first field. */
const scoreOf = (member: string): number => Number(/^\[(\d+)/.exec(member)?.[1]);
