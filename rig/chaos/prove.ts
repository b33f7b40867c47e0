import fs from 'node:fs';
import path from 'node:path';
import { StartError } from '../../runtime/errors.ts';
import { makePrivateFolder } from '../../runtime/privateFolder.js';
import { startCallers } from '../callers/callers.ts';
import { recover } from '../recovery.ts';
import { startWatcher } from '../watcher.ts';
import type { World, WorldOptions } from '../world.ts';
import type { Mechanism } from './mechanism.ts';
import { mechanisms } from './mechanisms.ts';
import { runScenario } from './runScenario.ts';
import { allRuns } from './runs.ts';
import type { Scenario } from './scenario.ts';
import { switchOff } from './switchOff.ts';

/** Shorter than in a chaos run: what is red stays red, ms. */
const SETTLE_MS = 6_000;
const RECOVER_WITHIN_MS = 15_000;
/** So long callers may take to be in step before the fault, ms. */
const CALLERS_WITHIN_MS = 30_000;

export interface ProveOptions {
  /** Names of mechanisms; default all. */
  readonly names: readonly string[] | undefined;
  readonly pairs: number;
  readonly log: (line: string) => void;
  readonly open: (options: WorldOptions) => Promise<World>;
}

/**
 * Shows that the checks can fail: switches each mechanism off in a copy of the built programs and acts out the fault that it is
 * there for, which must be red. @returns whether each was
 * @throws StartError where a name is unknown, or a guard is not found
 */
export async function prove({ names, pairs, log, open }: ProveOptions): Promise<boolean> {
  const unknown = names?.find((name) => !mechanisms.some((mechanism) => mechanism.name === name));
  if (unknown !== undefined)
    throw new StartError(`no mechanism ${unknown}: ${mechanisms.map(({ name }) => name).join(', ')}`);
  const chosen = mechanisms.filter(({ name }) => names?.includes(name) ?? true);
  // What is missing is said before the first of them takes its minutes.
  for (const { off } of chosen) for (const guard of off) switchOff('dist', guard);
  let isProven = true;
  for (const mechanism of chosen) {
    const { isRed, said } = await actOut(mechanism, pairs, open);
    isProven &&= isRed;
    log(`${mechanism.name.padEnd(18)} ${mechanism.scenario.padEnd(20)} ${said}`);
  }
  return isProven;
}

/** What the fault does without the mechanism. */
async function actOut(
  mechanism: Mechanism,
  pairs: number,
  open: ProveOptions['open'],
): Promise<{ isRed: boolean; said: string }> {
  const isNamed = ({ name }: Scenario): boolean => name === mechanism.scenario;
  const run = allRuns.find(({ scenarios }) => scenarios.some(isNamed));
  const scenario = run?.scenarios.find(isNamed);
  if (run === undefined || scenario === undefined) throw new Error(`no scenario ${mechanism.scenario}`);
  // Below data/, where git does not look and the node modules are found.
  const copy = path.join('data', 'chaos', mechanism.name);
  fs.rmSync(copy, { recursive: true, force: true });
  makePrivateFolder(path.dirname(copy));
  fs.cpSync('dist', copy, { recursive: true });
  try {
    for (const guard of mechanism.off) {
      const { file, text } = switchOff(copy, guard);
      fs.writeFileSync(path.join(copy, file), text);
    }
    const world = await open({ ...run.options(pairs), withSmallDisk: false, dist: copy });
    const watcher = startWatcher(world);
    const callers = run.withCallers ? startCallers(world) : undefined;
    try {
      const { stale } = await recover(world, world.now());
      // If not all is fresh, a red check proves nothing.
      const { missing } = (await callers?.back(world.now(), CALLERS_WITHIN_MS)) ?? { missing: [] };
      const not = [...stale, ...missing];
      if (not.length > 0) return { isRed: false, said: `not fresh before the fault: ${not.join(', ')}` };
      const limits = { settleMs: SETTLE_MS, recoverWithinMs: RECOVER_WITHIN_MS };
      const { complaints } = await runScenario(world, scenario, { watcher, floors: new Map(), callers }, limits);
      const [complaint] = complaints;
      return {
        isRed: complaint !== undefined,
        said: complaint === undefined ? 'GREEN: not seen' : `red: ${complaint}`,
      };
    } finally {
      callers?.stop();
      await watcher.stop();
      await world.close();
    }
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}
