import { basename } from 'node:path';
import { joinCloses, SECOND_MS, type SecondRow } from '../../analysis/closes.ts';
import { closesStatistics } from '../../analysis/closesStatistics.ts';
import { connectors } from '../../gateway/connectors.ts';
import type { Market } from '../../markets/markets.js';
import type { Seconds } from '../../model/seconds.ts';
import { StartError } from '../../runtime/errors.ts';
import type { Progress } from '../progress/progress.ts';
import { askSeconds, checkPair } from './askSeconds.ts';
import type { Compared } from './compared.ts';
import { listen } from './listen.ts';
import { type Place, reservePlace } from './output/reservePlace.ts';
import { terminalTable } from './output/terminalTable.ts';
import { writeCompared } from './output/writeCompared.ts';
import type { Arguments } from './readArguments.ts';
import { readRecording } from './readRecording.ts';
import { readSaved } from './readSaved.ts';
import { type Visited, visit } from './visit.ts';

export interface CompareOptions {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Both sides, before they are joined. */
interface Sides extends Pick<Compared, 'sources' | 'from' | 'to' | 'notes'> {
  readonly stream: readonly SecondRow[];
  readonly rest: readonly SecondRow[];
}

/** @throws StartError, StepError, ConfigError in one line where nothing can be compared; AbortError by the signal: then nothing is written */
export async function compare(given: Arguments, options: CompareOptions): Promise<void> {
  const { market, code, out, force } = given;
  const { progress } = options;
  const name = `${market}-${code}-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const place = await reservePlace({ out, name, force });
  try {
    const { stream, rest, ...about } = await sidesOf(given, secondsOf(market), options);
    options.signal.throwIfAborted();
    const rows = joinCloses(stream, rest);
    const statistics = closesStatistics(rows, about);
    await show(place, { market, code, rows, statistics, ...about }, progress);
    place.release();
  } catch (error) {
    await place.abandon();
    throw error;
  }
}

async function show(place: Place, compared: Compared, progress: Progress): Promise<void> {
  progress.close();
  console.log(`\n${terminalTable(compared)}\n`);
  await writeCompared(place, compared);
  console.log(`written: compare.csv, compare.parquet and compare.svg in ${place.folder}`);
}

function secondsOf(market: Market): Seconds {
  const { seconds } = connectors[market];
  if (seconds === undefined) throw new StartError(`${market} tells nothing of single seconds`);
  return seconds;
}

async function sidesOf(given: Arguments, seconds: Seconds, options: CompareOptions): Promise<Sides> {
  const { from, rest } = given;
  if (from === undefined) return visit(given, options, (visited) => heard(given, seconds, visited, options));
  const recorded = await recordedOf(given, seconds, from, options);
  const { stream, rows, notes, ...range } = recorded;
  const about = { ...range, notes, stream: rows };
  const source = `${stream} in ${basename(from)}`;
  if (rest !== undefined) {
    const saved = await readSaved(rest, seconds);
    const isMeant = ({ openTime }: SecondRow) => openTime >= range.from && openTime <= range.to;
    return { ...about, rest: saved.filter(isMeant), sources: { stream: source, rest: basename(rest) } };
  }
  return visit(given, options, async (visited) => ({
    ...about,
    rest: await askedOf(seconds, visited, range, options),
    sources: { stream: source, rest: visited.restName },
  }));
}

async function recordedOf({ market, code }: Arguments, seconds: Seconds, file: string, { progress }: CompareOptions) {
  const { streams: protocol, symbolOf } = connectors[market];
  if (protocol === undefined) throw new StartError(`${market} has no streams`);
  progress.say(`reading ${file}`);
  return readRecording(file, { seconds, symbol: symbolOf(code), protocol });
}

async function heard(
  { seconds: count }: Arguments,
  seconds: Seconds,
  visited: Visited,
  { signal, progress }: CompareOptions,
): Promise<Sides> {
  const { guest, hub, symbol } = visited;
  await checkPair(seconds, { guest, symbol, signal, say: progress.say });
  const { rows, ...about } = await listen({ clock: guest.clock, hub, seconds, symbol, count, signal, progress });
  const rest = await askedOf(seconds, visited, about, { signal, progress });
  const stream = `${seconds.streams[0].nameOf(symbol)} of ${visited.streamHost}`;
  return { ...about, stream: rows, rest, sources: { stream, rest: visited.restName } };
}

async function askedOf(
  seconds: Seconds,
  { guest, symbol }: Visited,
  { from, to }: { readonly from: number; readonly to: number },
  { signal, progress }: CompareOptions,
): Promise<readonly SecondRow[]> {
  const count = (to - from) / SECOND_MS + 1;
  progress.say('asking REST for the same seconds');
  const work = progress.begin('REST');
  const onProgress = (done: number) => work.at(done / count, `${done} of ${count} s`);
  const rows = await askSeconds(seconds, { guest, symbol, from, to, signal, say: progress.say, onProgress });
  work.end();
  return rows;
}
