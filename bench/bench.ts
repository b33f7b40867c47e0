import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { openWorlds } from '../rig/openWorlds.ts';
import { StartError } from '../runtime/errors.ts';
import { usageOf } from '../scripts/setup/usage.js';
import { measureCollectors } from './collectors/collectors.ts';
import { describeMachine } from './machine.ts';
import { measureRace } from './race/measureRace.ts';
import { measureReads } from './reads/reads.ts';
import { packages } from './reads/tools.ts';
import { isReached, renderResults, type Section } from './results.ts';
import { measureWrites } from './writes.ts';

const FILE = 'bench/RESULTS.md';
const FEWEST_ROUNDS = 7;
const parts = ['reads', 'race', 'writes', 'collectors'] as const;
type Part = (typeof parts)[number];

/**
 * `npm run bench`: measures everything and keeps the results in bench/RESULTS.md, unless something had to be left out; with `--only` it
 * prints some of them and keeps nothing.
 *
 * @returns exit code, 1 when a figure is missed
 * @throws StartError
 */
export async function run(args: string[]): Promise<number> {
  const { only, rounds } = readArguments(args);
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const worlds = openWorlds();
  const measure: Record<Part, () => Promise<Section>> = {
    reads: () => measureReads(rounds, log),
    race: measureRace,
    writes: measureWrites,
    collectors: () => measureCollectors(worlds, log),
  };
  const sections: Section[] = [];
  for (const part of only ?? parts) {
    log(`${part} ...`);
    sections.push(await measure[part]());
  }
  const text = renderResults(describeMachine(packages), sections);
  console.log(text);
  if (only === undefined && sections.every(({ leftOut }) => leftOut.length === 0)) fs.writeFileSync(FILE, text);
  return sections.flatMap(({ figures }) => figures).every(isReached) ? 0 : 1;
}

function readArguments(args: string[]): { only: readonly Part[] | undefined; rounds: number } {
  const options = { only: { type: 'string' }, rounds: { type: 'string', default: '11' } } as const;
  try {
    const { only, rounds } = parseArgs({ args, options }).values;
    if (!/^\d{1,3}$/.test(rounds) || Number(rounds) < FEWEST_ROUNDS)
      throw new Error(`--rounds must be a whole number from ${FEWEST_ROUNDS} to 999`);
    return { only: only?.split(',').map(partOf), rounds: Number(rounds) };
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}; ${usageOf('bench')}`);
  }
}

function partOf(name: string): Part {
  const part = parts.find((each) => each === name);
  if (part === undefined) throw new Error(`--only: there is no ${JSON.stringify(name)}`);
  return part;
}
