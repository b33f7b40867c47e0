import { startCallers } from '../../rig/callers/callers.ts';
import { mechanisms } from '../../rig/chaos/mechanisms.ts';
import { prove } from '../../rig/chaos/prove.ts';
import { polledFigures, report, streamedFigures } from '../../rig/chaos/report.ts';
import { type Outcome, runScenario } from '../../rig/chaos/runScenario.ts';
import { type Run, runsFor } from '../../rig/chaos/runs.ts';
import type { Scenario } from '../../rig/chaos/scenario.ts';
import { openWorlds, type Worlds } from '../../rig/openWorlds.ts';
import { startWatcher } from '../../rig/watcher.ts';
import { StartError } from '../../runtime/errors.ts';
import { marketIn, parseOptions, wholeIn } from '../arguments/parseOptions.ts';

/** Of pairs, and of seconds of an outage. */
const MOST = { pairs: 999, 'outage-seconds': 86_400 } as const;
const USUAL = 3;
/** So many contracts are polled each second within the budget. */
const FEW = 2;

/**
 * `npm run chaos`: causes faults on real processes, a real Redis and a simulated exchange, and prints what they did. @returns exit code: 1
 * when a check has failed
 * @throws StartError
 */
export async function run(args: string[]): Promise<number> {
  const values = readArguments(args);
  const { market } = values;
  const names = values.only?.split(',');
  const runs = runsFor({
    market,
    isShort: values.short,
    isStreamed: values.streams,
    withCallers: values.callers,
    outageSeconds: values.outages ? values.outageSeconds : undefined,
  });
  const faults = runs.flatMap(({ scenarios }, index) => (index === 0 ? scenarios : scenarios.slice(1)));
  if (values.list) {
    const listed = values.prove ? mechanisms.map(({ name, guards }) => ({ name, what: guards })) : faults;
    for (const { name, what } of listed) console.log(`${name.padEnd(20)} ${what}`);
    return 0;
  }
  const worlds = openWorlds();
  const log = (line: string): void => console.log(line);
  const pairs = values.pairs ?? ((market === 'usdm' && !values.streams) || values.callers ? FEW : USUAL);
  if (values.prove) return (await prove({ names, pairs, log, open: worlds.open })) ? 0 : 1;
  const unknown = names?.find((name) => !faults.some((scenario) => scenario.name === name));
  if (unknown !== undefined) throw new StartError(`no fault ${unknown}; npm run chaos -- --list names them`);
  const outcomes: Outcome[] = [];
  for (const run of runs) {
    // The start is what all others need.
    const chosen = run.scenarios.filter(({ name }, index) => index === 0 || (names?.includes(name) ?? true));
    const isAsked = chosen.length > 1 || names?.includes(chosen[0]?.name ?? '') === true;
    if (isAsked) outcomes.push(...(await runAll(worlds, run, pairs, chosen)));
  }
  // The short run may have a busy machine: how soon all is fresh again it tells, and does not judge.
  const { lines, isRed } = report(
    outcomes,
    values.short || values.callers ? [] : values.streams ? streamedFigures(pairs, market) : polledFigures,
  );
  for (const line of lines) log(line);
  return isRed ? 1 : 0;
}

/** Runs all scenarios one after the other in one installation. */
async function runAll(
  worlds: Worlds,
  { options, withCallers, limits = {} }: Run,
  pairs: number,
  chosen: readonly Scenario[],
): Promise<Outcome[]> {
  const world = await worlds.open(options(pairs));
  const watcher = startWatcher(world);
  const callers = withCallers ? startCallers(world) : undefined;
  const floors = new Map<string, number>();
  const outcomes: Outcome[] = [];
  try {
    for (const scenario of chosen) {
      process.stderr.write(`${scenario.name} ... `);
      const outcome = await runScenario(world, scenario, { watcher, floors, callers }, limits);
      outcomes.push(outcome);
      process.stderr.write(`${outcome.skipped ?? (outcome.complaints.join('\n  ') || 'ok')}${slowest(outcome)}\n`);
    }
    return outcomes;
  } finally {
    callers?.stop();
    await watcher.stop();
    await world.close();
  }
}

function readArguments(args: string[]) {
  const options = {
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
    pairs: { type: 'string' },
    market: { type: 'string' },
    short: { type: 'boolean', default: false },
    streams: { type: 'boolean', default: false },
    callers: { type: 'boolean', default: false },
    outages: { type: 'boolean', default: false },
    'outage-seconds': { type: 'string', default: '180' },
    prove: { type: 'boolean', default: false },
  } as const;
  const { pairs, 'outage-seconds': outageSeconds, market, ...values } = parseOptions('chaos', args, options).values;
  return {
    ...values,
    market: marketIn('chaos', market),
    pairs: pairs === undefined ? undefined : wholeIn('chaos', 'pairs', pairs, 1, MOST.pairs),
    outageSeconds: wholeIn('chaos', 'outage-seconds', outageSeconds, 1, MOST['outage-seconds']),
  };
}

/** Which keys took longest. */
function slowest({ recovery }: Outcome): string {
  const all = [...recovery.seconds].toSorted(([, one], [, other]) => other - one).slice(0, 3);
  return all.map(([key, seconds]) => `; ${key} ${seconds.toFixed(1)} s`).join('');
}
