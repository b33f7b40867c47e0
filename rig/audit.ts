import type { Config } from '../config/config.ts';
import { isEnabled } from '../config/enabledCollectors.ts';
import type { Interval } from '../markets/markets.js';
import { nextOpenTime, openTimeOf } from '../model/candleTime.ts';
import { metaKey } from '../store/keys.ts';
import { type Target, targetsOf } from './targets.ts';
import type { Truth } from './truth.ts';
import type { Wrong } from './watcher.ts';
import type { World } from './world.ts';

/** What stands in Redis, as a whole, against what should. */
export interface AuditResult {
  /** Candles and trade ids that should be there and are not, by key. */
  readonly missing: ReadonlyMap<string, number>;
  readonly wrong: readonly Wrong[];
}

/** A closed candle has been confirmed as final after this time, ms. */
const FINAL_WITHIN_MS = 15_000;
/** Rows this young may be on their way, ms. */
const ON_ITS_WAY_MS = 5_000;
const CHUNK = 5_000;

/** Lowest trade id of each key that was stored at the last audit: what lies above it must not be lost. */
export type TradeFloors = Map<string, number>;

/** Reads every series from end to end. Rejects when Redis is away. */
export async function audit(world: World, floors: TradeFloors): Promise<AuditResult> {
  const missing = new Map<string, number>();
  const wrong: Wrong[] = [];
  const config = world.config();
  for (const target of targetsOf(config)) {
    const { kind, collector } = target;
    if (!isEnabled(config, collector) || kind === 'latest' || kind === 'rows') continue;
    const found =
      kind === 'candles' ? await auditCandles(world, target, config) : await auditTrades(world, target, config, floors);
    if (found.missing > 0) missing.set(target.key, found.missing);
    wrong.push(...found.wrong.map((why) => ({ key: target.key, why })));
  }
  return { missing, wrong };
}

interface Found {
  readonly missing: number;
  readonly wrong: readonly string[];
}

async function auditCandles(world: World, { key, code, collector }: Target, config: Config): Promise<Found> {
  const interval: Interval = collector.interval ?? 1;
  const stored = await readRows(world, key, config.retention.klines);
  const now = world.now();
  const span = candleSpan(interval, now - ON_ITS_WAY_MS, config.retention.klines, world.truth.listedAt(code));
  return judgeCandles(stored, world.truth.closedCandles(code, interval, span[0] ?? 0, span.at(-1) ?? 0), {
    interval,
    now,
    span,
  });
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

async function auditTrades(world: World, { key, code }: Target, config: Config, floors: TradeFloors): Promise<Found> {
  const stored = await readRows(world, key, config.retention.trades);
  const ids = [...stored.keys()];
  const asOf = Number(await world.store.redis.hget(metaKey(key), 'asOf'));
  // Another one may have been stored since the rows were read: asOf is read later, hence the margin.
  const last = world.truth.lastTradeId(code, Math.min(asOf, world.now() - ON_ITS_WAY_MS) - 1_000);
  const floor = Math.max(floors.get(key) ?? ids[0] ?? 0, last - config.retention.trades + 1);
  floors.set(key, Math.max(ids[0] ?? 0, floor));
  return judgeTrades(stored, tradesOf(world.truth, code, ids, world.now()), { floor, last });
}

function tradesOf(truth: Truth, code: string, ids: readonly number[], at: number): ReadonlyMap<number, string> {
  const [first, last] = [ids[0], ids.at(-1)];
  return first === undefined || last === undefined ? new Map() : truth.trades(code, first, last, at);
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
