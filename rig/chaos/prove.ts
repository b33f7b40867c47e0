import fs from 'node:fs';
import path from 'node:path';
import { StartError } from '../../runtime/errors.ts';
import { makePrivateFolder } from '../../runtime/privateFolder.js';
import { recover } from '../recovery.ts';
import { startWatcher } from '../watcher.ts';
import type { World, WorldOptions } from '../world.ts';
import { type Mechanism, mechanisms } from './mechanisms.ts';
import { runScenario } from './runScenario.ts';
import { scenarios } from './scenarios.ts';

/** A red one is as red after this time, ms. */
const SETTLE_MS = 6_000;
const RECOVER_WITHIN_MS = 15_000;

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
 * @throws StartError where the text that is to be replaced is not found
 */
export async function prove({ names, pairs, log, open }: ProveOptions): Promise<boolean> {
  const unknown = names?.find((name) => !mechanisms.some((mechanism) => mechanism.name === name));
  if (unknown !== undefined)
    throw new StartError(`no mechanism ${unknown}: ${mechanisms.map(({ name }) => name).join(', ')}`);
  const chosen = mechanisms.filter(({ name }) => names?.includes(name) ?? true);
  for (const { edits } of chosen) for (const edit of edits) edited('dist', edit);
  let isProven = true;
  for (const mechanism of chosen) {
    const complaints = await switchOff(mechanism, pairs, open);
    isProven &&= complaints.length > 0;
    const { name, scenario } = mechanism;
    log(
      `${name.padEnd(18)} ${scenario.padEnd(20)} ${complaints[0] === undefined ? 'GREEN: not seen' : `red: ${complaints[0]}`}`,
    );
  }
  return isProven;
}

/** What is red without it. */
async function switchOff(mechanism: Mechanism, pairs: number, open: ProveOptions['open']): Promise<readonly string[]> {
  const scenario = scenarios.find(({ name }) => name === mechanism.scenario);
  if (scenario === undefined) throw new Error(`no scenario ${mechanism.scenario}`);
  // Below data/, where git does not look and the node modules are found.
  const copy = path.join('data', 'chaos', mechanism.name);
  fs.rmSync(copy, { recursive: true, force: true });
  makePrivateFolder(path.dirname(copy));
  fs.cpSync('dist', copy, { recursive: true });
  try {
    for (const edit of mechanism.edits) fs.writeFileSync(path.join(copy, edit.file), edited(copy, edit));
    const world = await open({ pairs, dist: copy });
    const watcher = startWatcher(world);
    try {
      await recover(world, world.now(), RECOVER_WITHIN_MS);
      const limits = { settleMs: SETTLE_MS, recoverWithinMs: RECOVER_WITHIN_MS };
      const { complaints } = await runScenario(world, scenario, { watcher, floors: new Map() }, limits);
      return complaints;
    } finally {
      await watcher.stop();
      await world.close();
    }
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}

/** The file's content with the edit. @throws StartError unless the text stands there once */
function edited(folder: string, { file, text, instead }: Mechanism['edits'][number]): string {
  const content = fs.readFileSync(path.join(folder, file), 'utf8');
  if (content.split(text).length !== 2)
    throw new StartError(`${file} does not hold this once, so nothing can be proven: ${text}`);
  return content.replace(text, () => instead);
}
