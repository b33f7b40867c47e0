import { parseArgs } from 'node:util';
import { mechanisms } from '../../rig/chaos/mechanisms.ts';
import { outages } from '../../rig/chaos/outages.ts';
import { prove } from '../../rig/chaos/prove.ts';
import { polledFigures, report, streamedFigures } from '../../rig/chaos/report.ts';
import { type Limits, type Outcome, runScenario } from '../../rig/chaos/runScenario.ts';
import type { Scenario } from '../../rig/chaos/scenario.ts';
import { scenarios } from '../../rig/chaos/scenarios.ts';
import { shortScenarios } from '../../rig/chaos/shortScenarios.ts';
import { eachScenarios, streamScenarios } from '../../rig/chaos/streamScenarios.ts';
import { openWorlds, type Worlds } from '../../rig/openWorlds.ts';
import { startWatcher } from '../../rig/watcher.ts';
import type { WorldOptions } from '../../rig/world.ts';
import { StartError } from '../../runtime/errors.ts';
import { usageOf } from '../setup/usage.js';

/** A minute after an outage everything must be complete again. */
const AFTER_OUTAGE: Limits = { settleMs: 60_000 };

/** Two pairs and short series use every feed and are quick to check. */
const SHORT: WorldOptions = { pairs: 2, config: { retention: { klines: 100 } } };

/**
 * `npm run chaos`: causes faults on real processes, a real Redis and a simulated exchange, and prints what they did. @returns exit code: 1
 * when a check has failed
 * @throws StartError
 */
export async function run(args: string[]): Promise<number> {
  const {
    only,
    list,
    pairs,
    short,
    streams,
    outages: isLong,
    'outage-seconds': seconds,
    ...rest
  } = readArguments(args);
  const { prove: isProof } = rest;
  const names = only?.split(',');
  const [start] = scenarios;
  const all = short ? shortScenarios : isLong && start ? [start, ...outages(Number(seconds))] : scenarios;
  if (list) {
    const listed = isProof
      ? mechanisms.map(({ name, guards }) => ({ name, what: guards }))
      : streams
        ? [...streamScenarios, ...eachScenarios.slice(1)]
        : all;
    for (const { name, what } of listed) console.log(`${name.padEnd(20)} ${what}`);
    return 0;
  }
  const worlds = openWorlds();
  const log = (line: string): void => console.log(line);
  if (isProof) return (await prove({ names, pairs: Number(pairs), log, open: worlds.open })) ? 0 : 1;
  if (streams) return runStreams(worlds, Number(pairs), names, log);
  const options = short ? SHORT : { pairs: Number(pairs), withSmallDisk: true };
  const outcomes = await runAll(worlds, options, choose(all, names), isLong ? AFTER_OUTAGE : {});
  // The short run may have a busy machine: how soon all is fresh again it tells, and does not judge.
  const { lines, isRed } = report(outcomes, short ? [] : polledFigures);
  for (const line of lines) log(line);
  return isRed ? 1 : 0;
}

/** Everything by streams, all collectors in one process; then some of it with a process for each. */
async function runStreams(
  worlds: Worlds,
  pairs: number,
  names: readonly string[] | undefined,
  log: (line: string) => void,
): Promise<number> {
  choose([...streamScenarios, ...eachScenarios], names);
  const outcomes: Outcome[] = [];
  for (const [processes, all] of [
    ['market', streamScenarios],
    ['each', eachScenarios],
  ] as const) {
    const chosen = all.filter(({ name }, index) => index === 0 || (names?.includes(name) ?? true));
    if (chosen.length > 1)
      outcomes.push(...(await runAll(worlds, { pairs, transport: 'stream', processes }, chosen, {})));
  }
  const { lines, isRed } = report(outcomes, streamedFigures(pairs));
  for (const line of lines) log(line);
  return isRed ? 1 : 0;
}

/** Runs all scenarios one after the other in one installation. */
async function runAll(
  worlds: Worlds,
  options: WorldOptions,
  chosen: readonly Scenario[],
  limits: Limits,
): Promise<Outcome[]> {
  const world = await worlds.open(options);
  const watcher = startWatcher(world);
  const floors = new Map<string, number>();
  const outcomes: Outcome[] = [];
  try {
    for (const scenario of chosen) {
      process.stderr.write(`${scenario.name} ... `);
      const outcome = await runScenario(world, scenario, { watcher, floors }, limits);
      outcomes.push(outcome);
      process.stderr.write(`${outcome.skipped ?? (outcome.complaints.join('\n  ') || 'ok')}${slowest(outcome)}\n`);
    }
    return outcomes;
  } finally {
    await watcher.stop();
    await world.close();
  }
}

function readArguments(args: string[]) {
  const options = {
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
    pairs: { type: 'string', default: '3' },
    short: { type: 'boolean', default: false },
    streams: { type: 'boolean', default: false },
    outages: { type: 'boolean', default: false },
    'outage-seconds': { type: 'string', default: '180' },
    prove: { type: 'boolean', default: false },
  } as const;
  try {
    const { values } = parseArgs({ args, options });
    for (const name of ['pairs', 'outage-seconds'] as const) {
      if (!/^[1-9]\d*$/.test(values[name])) throw new Error(`--${name} must be a whole number from 1`);
    }
    return values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}; ${usageOf('chaos')}`);
  }
}

/** The named scenarios, with the start before them, which all others need. */
function choose(all: readonly Scenario[], names: readonly string[] | undefined): readonly Scenario[] {
  if (names === undefined) return all;
  const unknown = names.find((name) => !all.some((scenario) => scenario.name === name));
  if (unknown !== undefined) throw new StartError(`no fault ${unknown}; npm run chaos -- --list names them`);
  return all.filter(({ name }, index) => index === 0 || names.includes(name));
}

/** Which keys took longest. */
function slowest({ recovery }: Outcome): string {
  const all = [...recovery.seconds].toSorted(([, one], [, other]) => other - one).slice(0, 3);
  return all.map(([key, seconds]) => `; ${key} ${seconds.toFixed(1)} s`).join('');
}
