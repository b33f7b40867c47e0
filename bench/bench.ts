import fs from 'node:fs';
import { openWorlds } from '../rig/openWorlds.ts';
import { parseOptions, refused, wholeIn } from '../scripts/arguments/parseOptions.ts';
import { measureAnalytics } from './analytics/measureAnalytics.ts';
import { measureBackfill } from './backfill/measureBackfill.ts';
import { measureBots } from './bots/measureBots.ts';
import { measureCollectors } from './collectors/collectors.ts';
import { measureDashboard } from './dashboard/measureDashboard.ts';
import { measureDialect } from './dialect/measureDialect.ts';
import { measureEvents } from './events/measureEvents.ts';
import { measureExport } from './export/measureExport.ts';
import { measureFutures } from './futures/measureFutures.ts';
import { describeMachine } from './machine.ts';
import { measureRace } from './race/measureRace.ts';
import { measureReads } from './reads/reads.ts';
import { packages } from './reads/tools.ts';
import { measureRelay } from './relay/measureRelay.ts';
import { isReached, renderResults, type Section } from './results.ts';
import { measureStreams, type StreamsOptions, WORKLOAD_PAIRS } from './streams/measureStreams.ts';
import { measureWrites } from './writes.ts';

const FILE = 'bench/RESULTS.md';
const FEWEST_ROUNDS = 7;
/** Bots are watched no longer, s: five times. */
const MOST_BOTS_S = 300;
/** Streams for callers, s. */
const MOST_RELAY_S = 60;
/** Live data is watched no longer without and with a backfill, s. */
const MOST_BACKFILL_S = 120;
const parts = [
  ...(['reads', 'analytics', 'dialect', 'events', 'race', 'writes', 'export'] as const),
  ...(['collectors', 'streams', 'relay', 'futures', 'bots', 'dashboard', 'backfill'] as const),
] as const;
type Part = (typeof parts)[number];

/**
 * `npm run bench`: measures everything and keeps the results in bench/RESULTS.md, unless something had to be left out; with `--only`, or
 * the names of parts, it prints some of them and keeps nothing.
 *
 * @returns exit code, 1 when a figure is missed
 * @throws StartError
 */
export async function run(args: string[]): Promise<number> {
  const { only, rounds, streams } = readArguments(args);
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const worlds = openWorlds();
  const measure: Record<Part, () => Promise<Section>> = {
    reads: () => measureReads(rounds, log),
    analytics: () => measureAnalytics(worlds, rounds, log),
    dialect: () => measureDialect(rounds, log),
    events: () => measureEvents(streams.seconds, log),
    race: measureRace,
    writes: measureWrites,
    export: () => measureExport(log),
    collectors: () => measureCollectors(worlds, log),
    streams: () => measureStreams(streams, log),
    relay: () => measureRelay(Math.min(streams.seconds, MOST_RELAY_S), log),
    futures: () => measureFutures(worlds, streams.seconds, log),
    dashboard: () => measureDashboard(worlds, streams.seconds, log),
    backfill: () => measureBackfill(worlds, { ...streams, seconds: Math.min(streams.seconds, MOST_BACKFILL_S) }, log),
    bots: () => measureBots(worlds, Math.min(streams.seconds, MOST_BOTS_S), log),
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

interface Arguments {
  readonly only: readonly Part[] | undefined;
  readonly rounds: number;
  readonly streams: StreamsOptions;
}

function readArguments(args: string[]): Arguments {
  const options = {
    only: { type: 'string' },
    rounds: { type: 'string', default: '11' },
    pairs: { type: 'string', default: String(WORKLOAD_PAIRS) },
    seconds: { type: 'string', default: '600' },
  } as const;
  const { values, positionals } = parseOptions('bench', args, options, true);
  const named = [...(values.only?.split(',') ?? []), ...positionals];
  const whole = (name: 'rounds' | 'pairs' | 'seconds', least: number, most: number): number =>
    wholeIn('bench', name, values[name], least, most);
  return {
    only: named.length === 0 ? undefined : named.map(partOf),
    rounds: whole('rounds', FEWEST_ROUNDS, 999),
    streams: { pairs: whole('pairs', 1, 999), seconds: whole('seconds', 10, 9_999) },
  };
}

function partOf(name: string): Part {
  const part = parts.find((each) => each === name);
  if (part === undefined) throw refused('bench', `there is no part ${JSON.stringify(name)}`);
  return part;
}
