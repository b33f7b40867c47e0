import { setTimeout as wait } from 'node:timers/promises';
import { withResolver } from '../../runtime/withResolver.ts';
import { type AuditResult, audit, type Floors } from '../audit.ts';
import type { Callers, CallersBack } from '../callers/callers.ts';
import { openGaps } from '../openGaps.ts';
import { type Recovery, recover } from '../recovery.ts';
import type { Watcher, Wrong } from '../watcher.ts';
import type { World } from '../world.ts';
import type { Scenario } from './scenario.ts';

/** What a fault has done. */
export interface Outcome {
  readonly name: string;
  /** Why it was left out. */
  readonly skipped?: string;
  readonly recovery: Recovery;
  /** Seconds from the first moment of the fault until everything was fresh. */
  readonly fromStart: number;
  readonly lost: number;
  readonly wrong: number;
  /** Answers 429 and 418 that the limit gave, and requests sent although such an answer had asked to wait. */
  readonly refusals: number;
  readonly restarts: number;
  readonly openGaps: number;
  /** What is red, one line each; empty: all is well. */
  readonly complaints: readonly string[];
}

/** Everything that was fresh gets this long to be complete and confirmed, ms. */
const SETTLE_MS = 15_000;
const SETTLE_LEAST_MS = 2_000;
const LOOK_EVERY_MS = 2_000;
const SHOWN = 5;

const RECOVER_WITHIN_MS = 60_000;

/** Who follows streams by our API is in step again so soon after a fault, s; so long it is looked whether he is at all, ms. */
const CALLERS_WITHIN_S = 5;
const CALLERS_BACK_MS = 30_000;
/** The API closes those who have a stream that broke within a second, and a close has to come here, ms. */
const CLOSES_WITHIN_MS = 2_000;
const NO_CALLERS: CallersBack = { seconds: new Map(), missing: [] };

export interface Limits {
  /** Time for the stored data to be complete and confirmed once it is fresh, ms. Default 15,000. */
  readonly settleMs?: number;
  /** Time to be fresh again, ms. Default 60,000. */
  readonly recoverWithinMs?: number;
}

export interface Observed {
  readonly watcher: Watcher;
  readonly floors: Floors;
  /** Who follows streams by our API. */
  readonly callers?: Callers | undefined;
}

/** Acts out a fault, waits until all is fresh and complete again, and says what was wrong meanwhile and is now. */
export async function runScenario(
  world: World,
  scenario: Scenario,
  { watcher, floors, callers }: Observed,
  { settleMs = SETTLE_MS, recoverWithinMs = RECOVER_WITHIN_MS }: Limits = {},
): Promise<Outcome> {
  const complaints: string[] = [];
  const skipped = scenario.lacks?.(world);
  if (skipped !== undefined) return { ...nothing(scenario.name), skipped };
  const before = await world.exchange.stats();
  const surprisesBefore = surprises(world).length;
  if (scenario.loses) floors.clear();
  watcher.take();
  watcher.mayLose(scenario.loses === true);
  callers?.take();
  const endsBefore = callers?.ends() ?? 0;
  const began = performance.now();

  const { promise: ended, resolve: over } = withResolver<number>();
  const acting = scenario.act(world, over).catch((error: unknown) => {
    complaints.push(error instanceof Error ? error.message : String(error));
    return world.now();
  });
  void acting.then(over);
  const recovering = ended.then((end) =>
    Promise.all([recover(world, end, recoverWithinMs), callers?.back(end, CALLERS_BACK_MS) ?? NO_CALLERS]),
  );
  const [[stored, back]] = await Promise.all([recovering, acting]);
  const fromStart = (performance.now() - began) / 1000;
  if (scenario.keepsCallers) await wait(CLOSES_WITHIN_MS);
  const endsAfter = callers?.ends() ?? 0;
  const recovery = { ...stored, seconds: new Map([...stored.seconds, ...back.seconds]) };
  // Before the start nobody was in step.
  const withinS = scenario.name === 'start' ? Number.POSITIVE_INFINITY : CALLERS_WITHIN_S;
  const late = [...back.seconds].filter(([, seconds]) => seconds > withinS);
  const lateCallers = [...back.missing, ...late.map(([name, seconds]) => `${name} after ${seconds.toFixed(1)} s`)];
  if (lateCallers.length > 0) complaints.push(`not in step within ${CALLERS_WITHIN_S} s: ${some(lateCallers)}`);
  if (scenario.keepsCallers && endsAfter > endsBefore) complaints.push(`${endsAfter - endsBefore} callers were closed`);
  if (recovery.stale.length > 0) complaints.push(`not fresh again: ${some(recovery.stale)}`);
  const { missing, wrong: standing } = await settle(world, floors, settleMs);

  const wrong = [...watcher.take(), ...standing];
  const holes = callers?.take() ?? [];
  if (holes.length > 0) complaints.push(`callers: ${some(holes)}`);
  if (!scenario.lingers) world.blind.clear();
  const lost = [...missing.values()].reduce((sum, count) => sum + count, 0);
  if (lost > 0) complaints.push(`lost: ${some([...missing].map(([key, count]) => `${count} of ${key}`))}`);
  if (wrong.length > 0) complaints.push(`wrong: ${some(wrong.map(({ key, why }) => `${key}: ${why}`))}`);
  // The exchange may have been started anew, and its counts with it.
  const after = await world.exchange.stats();
  const risen = (name: 'refusals' | 'insistedLate'): number =>
    after[name] >= before[name] ? after[name] - before[name] : after[name];
  const refusals = risen('refusals') + risen('insistedLate');
  if (refusals > 0)
    complaints.push(`${risen('refusals')} times 429 or 418, ${risen('insistedLate')} requests insisted`);
  const unasked = surprises(world).slice(surprisesBefore);
  if (unasked.length > 0) complaints.push(`restarts: ${some(unasked)}`);
  const gaps = await openGaps(world);
  if (gaps > 0) complaints.push(`${gaps} gaps are open`);
  return {
    name: scenario.name,
    recovery,
    fromStart,
    lost,
    wrong: wrong.length + holes.length,
    refusals,
    restarts: unasked.length,
    openGaps: gaps,
    complaints,
  };
}

const nothing = (name: string): Outcome => ({
  name,
  recovery: { seconds: new Map(), stale: [] },
  fromStart: 0,
  lost: 0,
  wrong: 0,
  refusals: 0,
  restarts: 0,
  openGaps: 0,
  complaints: [],
});

/** Audits until nothing is missing or wrong, or the time is over. */
async function settle(world: World, floors: Floors, settleMs: number): Promise<AuditResult> {
  const deadline = performance.now() + settleMs;
  await wait(Math.min(SETTLE_LEAST_MS, settleMs));
  for (;;) {
    const result: AuditResult = await audit(world, floors).catch((error: unknown) => ({
      missing: new Map(),
      wrong: [{ key: 'the audit', why: String(error) } satisfies Wrong],
    }));
    const isClean = result.missing.size === 0 && result.wrong.length === 0 && (await openGaps(world)) === 0;
    if (isClean || performance.now() > deadline) return result;
    await wait(LOOK_EVERY_MS);
  }
}

export const surprises = (world: World): string[] => [...world.processes.values()].flatMap(({ surprises: of }) => of);

/** The first few, and how many more there are. */
function some(lines: readonly string[]): string {
  const more = lines.length > SHOWN ? ` … and ${lines.length - SHOWN} more` : '';
  return `${lines.slice(0, SHOWN).join('; ')}${more}`;
}
