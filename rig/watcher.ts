import { parseClock } from '../store/clock.ts';
import { clockKey } from '../store/keys.ts';
import { readLatest } from '../store/latest.ts';
import { readSeries } from '../store/series.ts';
import { untruth } from './isTrue.ts';
import { regressions, type Sample } from './rules.ts';
import { createSchemaCheck, type SchemaCheck } from './schemas.ts';
import { type Target, targetsOf } from './targets.ts';
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
  stop(): Promise<void>;
}

const EVERY_MS = 200;
/** The newest rows of a series: all that live polls write. */
const ROWS = 3;
/** asOf may be off by what the exchange's clock may be off, and by this, ms. */
const MARGIN_MS = 20;
const CLOCK_SPREADS_MS = 5_000;

/** @param everyMs how often it looks */
export function startWatcher(world: World, everyMs = EVERY_MS): Watcher {
  const known = new Map<string, Sample>();
  const judged = new Map<string, number>();
  const check: SchemaCheck = createSchemaCheck();
  let found: Wrong[] = [];
  let margins: { at: number; ms: number }[] = [];
  let isOver = false;

  async function look(): Promise<void> {
    const margin = await readMargin();
    const targets = targetsOf(world.config());
    const samples = await Promise.all(targets.map((target) => read(world, target)));
    for (const [index, target] of targets.entries()) {
      const sample = samples[index];
      if (sample === null || sample === undefined) continue;
      judge(target, sample, margin);
    }
  }

  /** How far asOf may be off, ms. Not every process takes a new measurement at once: the largest of the last seconds counts. */
  async function readMargin(): Promise<number> {
    const clock = parseClock(world.store, clockKey('spot'), await world.store.redis.get(clockKey('spot')));
    const at = performance.now();
    margins = [...margins.filter((each) => at - each.at < CLOCK_SPREADS_MS), { at, ms: clock?.uncertainty ?? 0 }];
    return MARGIN_MS + Math.max(...margins.map(({ ms }) => ms));
  }

  function judge(target: Target, sample: Sample, within: number): void {
    const { key } = target;
    const note = (why: string): void => void found.push({ key, why });
    const before = known.get(key);
    known.set(key, sample);
    if (before !== undefined) for (const why of regressions(target, before, sample)) note(why);
    if (judged.get(key) === sample.version) return;
    judged.set(key, sample.version);
    for (const row of sample.rows) {
      const why = check(target, row);
      if (why !== undefined) note(`does not fit its schema: ${why}`);
    }
    if (world.untold.has(target.code)) return;
    const why = untruth(world.truth, target, sample, { from: sample.asOf - within, to: world.now() + 1 });
    if (why !== undefined) note(why);
  }

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
    async stop() {
      isOver = true;
      await watching;
    },
  };
}

/** A defect of the check itself, which must not pass for a lost connection. */
const isOurs = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;

/** Null where nothing is stored. */
async function read({ store }: World, { key, kind }: Target): Promise<Sample | null> {
  if (kind !== 'latest') {
    const { rows, meta } = await readSeries(store, key, { offset: 0 }, ROWS);
    return meta === null ? null : { asOf: meta.asOf, version: meta.version, rows };
  }
  const { value, meta } = await readLatest(store, key);
  return value === null || meta === null ? null : { asOf: meta.asOf, version: meta.version, rows: [value] };
}
