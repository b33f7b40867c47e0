import { readText } from '../replay/readText.ts';
import { SimulatorError } from '../simulatorError.ts';
import type { Listing, Pairs } from '../trading/pairs.ts';
import type { SymbolSpec } from '../trading/symbols.ts';
import { type CapturedPair, createCapturedPair } from './capturedPair.ts';
import { capturedSpec } from './capturedSpec.ts';
import { type CapturedFrame, parseFrames } from './parseFrames.ts';
import type { Track } from './track.ts';

/** The captured streams that a simulator plays. */
export interface Frames {
  /** What was captured of a pair; undefined: nothing, and it is the simulator's own. */
  pair(symbol: string): CapturedPair | undefined;
  /** The pairs with those that only the capture knows. */
  extend(specs: readonly SymbolSpec[]): readonly SymbolSpec[];
  /** Says once when the capture is over. */
  look(now: number): void;
}

export const NO_FRAMES: Frames = { pair: () => undefined, extend: (specs) => specs, look() {} };

/** How a market plays what was captured of it. */
interface Played {
  /** The option that names the files. */
  readonly option: string;
  /** A pair's streams by the names that clients follow. */
  asFollowed(symbol: string, streams: ReadonlyMap<string, Track>): ReadonlyMap<string, Track>;
}

const ofSpot: Played = { option: '--frames', asFollowed: (_symbol, streams) => streams };

/** Reads the files of one capture, in order; it is played from now on. @throws SimulatorError */
export async function loadFrames(
  files: readonly string[],
  now: () => number,
  log: (line: string) => void = () => {},
  played = ofSpot,
): Promise<Frames> {
  const frames = await readFrames(files, log, played.option);
  const [first, last] = [frames[0], frames.at(-1)];
  if (first === undefined || last === undefined) return NO_FRAMES;
  const start = now();
  const shift = start - first.at;
  // The machine that captured may have been slow: no event shall be from the future.
  const lead = frames.reduce((most, { at, eventTime = at }) => Math.max(most, eventTime - at), 0);
  const pairs = pairsOf(frames, shift, Math.floor(shift - lead), played.asFollowed);
  const end = last.at + shift;
  let isOver = false;
  log(`frames: ${[...pairs.keys()].join(', ')}, ${frames.length} messages, until ${new Date(end).toISOString()}`);
  return {
    pair: (symbol) => pairs.get(symbol),
    extend(specs) {
      const known = new Set(specs.map(({ symbol }) => symbol));
      const added = [...pairs.values()].filter(({ symbol }) => !known.has(symbol));
      return [...specs, ...added.map((pair) => capturedSpec(pair, start))];
    },
    look(instant) {
      if (isOver || instant < end) return;
      isOver = true;
      log('frames: the capture is over, and its streams are silent from now on');
    },
  };
}

async function readFrames(
  files: readonly string[],
  log: (line: string) => void,
  option: string,
): Promise<CapturedFrame[]> {
  const all: CapturedFrame[] = [];
  for (const file of files) {
    const text = await readText(file).catch((error: unknown) => {
      throw error instanceof SimulatorError ? error : new SimulatorError(`${option} ${file}: ${messageOf(error)}`);
    });
    const { frames, leftOut } = parseFrames(file, text);
    if (frames.length === 0) throw new SimulatorError(`${file}: no event of a combined socket in it`);
    if ((frames[0]?.at ?? 0) < (all.at(-1)?.at ?? 0)) {
      throw new SimulatorError(
        `${file} begins before the file ahead of it ends: give the files of one capture in order`,
      );
    }
    if (leftOut > 0) log(`frames: ${leftOut} lines of ${file} are left out, being no event of a pair`);
    // One by one: so many arguments are too many for a call.
    for (const frame of frames) all.push(frame);
  }
  return all;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Growing {
  readonly times: number[];
  readonly texts: string[];
}

/** By symbol. An order book has no name: it is that of the only pair whose changes were captured, or of none. */
function pairsOf(
  frames: readonly CapturedFrame[],
  shift: number,
  movedBy: number,
  asFollowed: Played['asFollowed'],
): ReadonlyMap<string, CapturedPair> {
  const tracks = new Map<string, Map<string, Track & Growing>>();
  const snapshots: Growing = { times: [], texts: [] };
  for (const { at, stream, text } of frames) {
    const track = stream === undefined ? snapshots : trackOf(tracks, stream);
    track.times.push(at + shift);
    track.texts.push(text);
  }
  const withBook = [...tracks].filter(([, streams]) => [...streams.keys()].some((name) => /@depth(@|$)/.test(name)));
  const nothing: Track = { times: [], texts: [] };
  return new Map(
    [...tracks].map(([symbol, streams]) => {
      const isOnly = withBook.length === 1 && withBook[0]?.[0] === symbol;
      return [symbol, createCapturedPair(symbol, asFollowed(symbol, streams), isOnly ? snapshots : nothing, movedBy)];
    }),
  );
}

function trackOf(tracks: Map<string, Map<string, Growing>>, stream: string): Growing {
  const symbol = stream.slice(0, stream.indexOf('@')).toUpperCase();
  const streams = tracks.get(symbol) ?? new Map<string, Growing>();
  tracks.set(symbol, streams);
  const track = streams.get(stream) ?? { times: [], texts: [] };
  streams.set(stream, track);
  return track;
}

/** The pairs of which nothing was captured: streams of all pairs tell nothing of the others, whose own streams are the captured ones. */
export const withoutCaptured = <Kind extends Listing>(pairs: Pairs<Kind>, frames: Pick<Frames, 'pair'>): Pairs<Kind> =>
  new Map([...pairs].filter(([symbol]) => frames.pair(symbol) === undefined));
