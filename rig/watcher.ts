import { marketConfigOf, transportOf } from '../config/marketConfig.ts';
import { type Market, marketNames } from '../markets/markets.js';
import { parseClock } from '../store/market/clock.ts';
import { clockKey } from '../store/redis/keys.ts';
import { readLatest } from '../store/values/latest.ts';
import { readSeries } from '../store/values/series.ts';
import { untruth } from './isTrue.ts';
import { isHeld, outrun } from './outrun.ts';
import { crossing, lacking, regressions, type Sample } from './rules.ts';
import { createSchemaCheck, type SchemaCheck } from './schemas.ts';
import { pairName, type Target, targetsOf } from './targets.ts';
import type { World } from './world.ts';

/** Something stored that must not be. */
export interface Wrong {
  readonly key: string;
  readonly why: string;
}

/** Looks at everything that is stored several times a second and notes what is wrong. */
export interface Watcher {
  /** All that was found since the last call, each once. */
  take(): Wrong[];
  /** Whether Redis may lose its data from now on: then rows that nobody can ask for are gone, and that is not wrong. */
  mayLose(may: boolean): void;
  stop(): Promise<void>;
}

const EVERY_MS = 200;
/** The newest rows of a series: all that live polls write. */
const ROWS = 3;
/** asOf may be off by what the exchange's clock may be off, and by this, ms. */
const MARGIN_MS = 20;
const CLOCK_SPREADS_MS = 5_000;
/** An age that streams tell may be below the true one by this, ms. */
const AGE_MARGIN_MS = 50;
/** Until it stands: several trades of an instant come one after the other, each with the exchange's time of sending, ms. */
const STREAM_LAG_MS = 500;
/** What the exchange counts back from now changes by itself, and is told each second at most, and only where something else has changed, ms. */
const WINDOW_LAG_MS = 15_000;
/** A book by streams has all its levels again after this, ms. */
const SHORT_MS = 10_000;
/** What is told each second whatever happens, ms. */
const SECOND_LAG_MS = 1_500;

/** @param everyMs how often it looks */
export function startWatcher(world: World, everyMs = EVERY_MS): Watcher {
  const known = new Map<string, Sample>();
  const judged = new Map<string, Pick<Sample, 'version' | 'asOf'>>();
  /** As of when books were found to have fewer levels than they should, exchange ms. */
  const shortSince = new Map<string, number>();
  const check: SchemaCheck = createSchemaCheck();
  let found: Wrong[] = [];
  let margins: { market: Market; at: number; ms: number }[] = [];
  let isOver = false;
  let mayLose = false;

  async function look(): Promise<void> {
    const margin = await readMargins();
    const targets = targetsOf(world.config());
    const samples = await Promise.all(targets.map((target) => readSample(world, target)));
    for (const [index, target] of targets.entries()) {
      const sample = samples[index];
      if (sample === null || sample === undefined) continue;
      judge(target, sample, margin(target.collector.market));
    }
  }

  /** How far asOf may be off, ms, by market. Not every process takes a new measurement at once: the largest of the last seconds counts. */
  async function readMargins(): Promise<(market: Market) => number> {
    const texts = await world.store.redis.mget(marketNames.map(clockKey));
    const at = performance.now();
    const measured = marketNames.map((market, index) => {
      const clock = parseClock(world.store, clockKey(market), texts[index] ?? null);
      return { market, at, ms: clock?.uncertainty ?? 0 };
    });
    margins = [...margins.filter((each) => at - each.at < CLOCK_SPREADS_MS), ...measured];
    return (market) => MARGIN_MS + Math.max(...margins.filter((each) => each.market === market).map(({ ms }) => ms));
  }

  function judge(target: Target, sample: Sample, within: number): void {
    const { key } = target;
    const note = (why: string): void => void found.push({ key, why });
    const before = known.get(key);
    known.set(key, sample);
    const isLost = mayLose && sample.rows.length === 0;
    if (before !== undefined && !isLost) for (const why of regressions(target, before, sample)) note(why);
    const short = isStreamed(target) ? lacking(target, sample) : undefined;
    if (short === undefined) shortSince.delete(key);
    else if (sample.asOf - (shortSince.get(key) ?? sample.asOf) > SHORT_MS) note(short);
    else if (!shortSince.has(key)) shortSince.set(key, sample.asOf);
    const last = judged.get(key);
    judged.set(key, sample);
    if (last?.version === sample.version) {
      if (sample.asOf > last.asOf) judgeAge(target, sample, AGE_MARGIN_MS + within);
      return;
    }
    for (const row of sample.rows) {
      const why = check(target, row);
      if (why !== undefined) note(`does not fit its schema: ${why}`);
    }
    const crossed = crossing(target, sample);
    if (crossed !== undefined) note(crossed);
    if (isUntold(target)) return;
    const lag = within + (isStreamed(target) ? lagOf(target) : 0) + (world.blind.get(key) ?? 0);
    const why = untruth(
      truthOf(target),
      target,
      sample,
      { from: sample.asOf - lag, to: world.now() + 1 },
      isStreamed(target),
    );
    if (why !== undefined) note(why);
    judgeAge(target, sample, lag);
  }

  /** What comes by streams is confirmed without being asked for. */
  function judgeAge(target: Target, sample: Sample, within: number): void {
    if (!isStreamed(target) || isUntold(target)) return;
    const since = sample.asOf - within - (world.blind.get(target.key) ?? 0);
    const why = outrun(truthOf(target), target, sample, since, world.now() + 1);
    if (why !== undefined) found.push({ key: target.key, why });
  }

  const truthOf = ({ collector }: Target) => world.truths[collector.market];
  const isUntold = ({ collector, code }: Target) => world.untold.has(pairName(collector.market, code));
  const isStreamed = ({ collector }: Target) => {
    const own = marketConfigOf(world.config(), collector.market);
    return own !== undefined && transportOf(own, collector) !== 'poll';
  };

  async function watch(): Promise<void> {
    while (!isOver) {
      const started = performance.now();
      // Redis away is one of the faults.
      await look().catch((error: unknown) => {
        if (isOurs(error)) found.push({ key: 'the watcher', why: String((error as Error).stack) });
      });
      await new Promise((resolve) => setTimeout(resolve, Math.max(20, everyMs - (performance.now() - started))));
    }
  }

  const watching = watch();
  return {
    take() {
      const all = found;
      found = [];
      return all;
    },
    mayLose(may) {
      mayLose = may;
    },
    async stop() {
      isOver = true;
      await watching;
    },
  };
}

function lagOf(target: Target): number {
  if (target.kind !== 'latest' || isHeld(target)) return STREAM_LAG_MS;
  return target.collector.feed === 'mark-price' ? SECOND_LAG_MS : WINDOW_LAG_MS;
}

/** A defect of the check itself, which must not pass for a lost connection. */
const isOurs = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;

/** What is stored under a key now; null: nothing. */
export async function readSample({ store }: World, { key, kind }: Target): Promise<Sample | null> {
  if (kind !== 'latest') {
    const { rows, meta } = await readSeries(store, key, { offset: 0 }, ROWS);
    return meta === null ? null : { asOf: meta.asOf, version: meta.version, rows };
  }
  const { value, meta } = await readLatest(store, key);
  return value === null || meta === null ? null : { asOf: meta.asOf, version: meta.version, rows: [value] };
}
