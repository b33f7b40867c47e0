import { MINUTE } from '../trading/calendar.ts';
import type { Scale } from '../trading/candle.ts';
import type { History } from '../trading/history/history.ts';
import type { SymbolSpec } from '../trading/symbols.ts';
import { findRecordings } from './findRecordings.ts';
import type { Recording } from './parseRecording.ts';
import { createRecordedHistory } from './recordedHistory.ts';
import { createRecordedMinutes, type RecordedMinutes } from './recordedMinutes.ts';
import { specOf } from './specOf.ts';
import { timeShift } from './timeShift.ts';

/** The recordings a simulator plays. */
export interface Recordings {
  /** The pairs with those that only a recording knows, tick and step sizes fine enough for what was recorded. */
  extend(specs: readonly SymbolSpec[]): readonly SymbolSpec[];
  /** Lays the recording of a pair, if there is one, over its seeded history. */
  overlay(spec: SymbolSpec, seeded: History): History;
  /** The recorded candles of a pair, in ticks and steps of a scale; undefined: it has no recording. */
  minutesOf(symbol: string, scale: Scale): RecordedMinutes | undefined;
  /** Decimals that a recording has in use; undefined: there is none. */
  decimalsOf(symbol: string): Scale | undefined;
}

/** Reads recordings and moves each in time so that `now` lies inside. @param option its name, for errors @throws SimulatorError */
export async function loadRecordings(
  paths: readonly string[],
  now: number,
  log: (line: string) => void = () => {},
  option?: string,
): Promise<Recordings> {
  const plays = new Map<string, { recording: Recording; shift: number }>();
  for (const recording of await findRecordings(paths, log, option)) {
    const shift = shiftOf(recording, now);
    plays.set(recording.symbol, { recording, shift });
    const end = (recording.openTimes.at(-1) ?? 0) + MINUTE + shift;
    log(
      `replay: ${recording.symbol} from ${recording.file}, ${recording.lines.length} minutes, until ${new Date(end).toISOString()}`,
    );
  }
  const minutesOf = (symbol: string, scale: Scale): RecordedMinutes | undefined => {
    const play = plays.get(symbol);
    return play && createRecordedMinutes(play.recording, play.shift, scale);
  };
  return {
    minutesOf,
    decimalsOf: (symbol) => plays.get(symbol)?.recording,
    extend(specs) {
      const known = new Set(specs.map(({ symbol }) => symbol));
      const added = [...plays.values()].flatMap(({ recording, shift }) =>
        known.has(recording.symbol) ? [] : [recordedSpec(recording, shift)],
      );
      return [...specs, ...added].map((spec) => {
        const play = plays.get(spec.symbol);
        return play === undefined ? spec : refine(spec, play.recording);
      });
    },
    overlay(spec, seeded) {
      const recorded = minutesOf(spec.symbol, spec);
      return recorded === undefined ? seeded : createRecordedHistory(recorded, seeded);
    },
  };
}

function shiftOf({ openTimes }: Recording, now: number): number {
  const times = new Set(openTimes);
  const end = (openTimes.at(-1) ?? 0) + MINUTE;
  return timeShift(openTimes[0] ?? 0, end, now, (time) => times.has(Math.floor(time / MINUTE) * MINUTE));
}

/** Finer steps where the recording has them, and a price level near the recorded one before and after it. */
function refine(spec: SymbolSpec, { priceDecimals, quantityDecimals, lines }: Recording): SymbolSpec {
  const finer = Math.max(spec.quantityDecimals, quantityDecimals);
  return {
    ...spec,
    level: Number(lines[0]?.split(',')[1]),
    priceDecimals: Math.max(spec.priceDecimals, priceDecimals),
    quantityDecimals: finer,
    stepsPerOrder: spec.stepsPerOrder * 10 ** (finer - spec.quantityDecimals),
  };
}

const recordedSpec = (
  { symbol, openTimes, lines, priceDecimals, quantityDecimals }: Recording,
  shift: number,
): SymbolSpec =>
  specOf({
    ...{ symbol, priceDecimals, quantityDecimals },
    first: (openTimes[0] ?? 0) + shift,
    price: Number(lines[0]?.split(',')[1]),
  });
