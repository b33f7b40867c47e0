import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { SECOND_MS, type SecondRow } from '../../analysis/closes.ts';
import type { StreamProtocol } from '../../exchanges/streamProtocol.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { parseJson } from '../../model/parseJson.ts';
import type { Seconds } from '../../model/seconds.ts';
import { StartError } from '../../runtime/errors.ts';
import type { Listened } from './listen.ts';
import { readBytes } from './readBytes.ts';
import { createTold, type Told } from './told.ts';

/** What happened before is told by then, as far as the time of a later event shows, ms. */
const TOLD_LATE_MS = 2_000;

/** An event is received soon after its time: one of another time is of a wrong one, ms. */
const NEAR_MS = 60_000;

/** A day: what is longer is a wrong time, or has to be cut. */
const MOST_SECONDS = 86_400;

/** `<receive ns> {…}`, `<epoch s>: {…}`, or `{…}` alone. */
const LINE = /^(?:(\d{16,20}) |(\d{9,11}(?:\.\d+)?): )?(\{.*\})$/;

/** The address of the socket, which some begin with. */
const ADDRESS = /^wss?:\/\//;

export interface Recorded extends Listened {
  /** The stream that the seconds are made of. */
  readonly stream: string;
}

/**
 * Reads recorded streams: a message of a combined socket a line, gzip or plain. Seconds are made of the exchange's own where there are any, else of
 * trades. What cannot be read is counted and said; streams of others are passed over.
 *
 * @throws StartError in one line where the file cannot be read, or holds nothing of the symbol
 */
export async function readRecording(
  file: string,
  { seconds, symbol, protocol }: { seconds: Seconds; symbol: string; protocol: Pick<StreamProtocol, 'read'> },
): Promise<Recorded> {
  const named = seconds.streams.map((stream) => ({ name: stream.nameOf(symbol), told: createTold(stream, symbol) }));
  const toldOf = new Map(named.map(({ name, told }) => [name, told]));
  const lines = createLines(protocol, toldOf);
  await lines.read(file);
  const found = named.find(({ told }) => told.taken() > 0);
  const rows = found?.told.seconds(lines.coveredTo() - TOLD_LATE_MS) ?? [];
  const [first, last] = [rows[0], rows.at(-1)];
  if (found === undefined || first === undefined || last === undefined) {
    const wanted = named.map(({ name }) => name).join(', ');
    throw new StartError(`${file}: no whole second of ${wanted} in it${lines.countText()}`);
  }
  const count = (last.openTime - first.openTime) / SECOND_MS + 1;
  if (count > MOST_SECONDS) {
    const span = `from ${new Date(first.openTime).toISOString()} to ${new Date(last.openTime).toISOString()}`;
    throw new StartError(`${file}: it goes ${span}: at most a day is compared; cut it`);
  }
  return {
    stream: found.name,
    rows,
    from: first.openTime,
    to: last.openTime,
    notes: notesOf(lines, found, file, rows),
  };
}

function notesOf(
  lines: Lines,
  { name, told }: { readonly name: string; readonly told: Told },
  file: string,
  rows: readonly SecondRow[],
): string[] {
  const carried = rows.filter(({ isCarried }) => isCarried).length;
  const bad = told.leftOut();
  return [
    ...lines.notes(basename(file)),
    ...(bad === null ? [] : [`${bad.count} events of ${name} were left out: ${bad.why}`]),
    ...(carried === 0 ? [] : [`in ${carried} seconds of the stream nothing was traded`]),
  ];
}

interface Lines {
  read(file: string): Promise<void>;
  /** Time of the newest event that can be right, ms; -Infinity: there is none. */
  coveredTo(): number;
  notes(file: string): string[];
  countText(): string;
}

function createLines(protocol: Pick<StreamProtocol, 'read'>, toldOf: ReadonlyMap<string, Told>): Lines {
  let [all, broken, firstBroken] = [0, 0, 0];
  let covered = Number.NEGATIVE_INFINITY;
  let cut: string | null = null;

  function take(line: string, number: number): void {
    if (line === '' || (number === 1 && ADDRESS.test(line))) return;
    all += 1;
    const [, nanoseconds, epoch, json] = LINE.exec(line) ?? [];
    if (json === undefined || !takeMessage(json, receivedAt(nanoseconds, epoch))) {
      broken += 1;
      firstBroken ||= number;
    }
  }

  /** @returns whether it is JSON: that which is no event, such as a saved book, is passed over */
  function takeMessage(json: string, received: number | null): boolean {
    try {
      const message = protocol.read(json);
      if (message.kind !== 'event') return true;
      const { stream, data, time } = message;
      if (time !== null && isNear(time, received ?? covered)) covered = Math.max(covered, time);
      toldOf.get(stream)?.take(data);
      return true;
    } catch (error) {
      if (!(error instanceof InvalidPayload)) throw error;
      return parseJson(json) !== undefined;
    }
  }

  return {
    async read(file) {
      const bytes = await readBytes(file);
      let number = 0;
      try {
        for await (const line of createInterface({
          input: Readable.from(bytes),
          crlfDelay: Number.POSITIVE_INFINITY,
        })) {
          number += 1;
          take(line.trimEnd(), number);
        }
      } catch (error) {
        const { code = '', message } = error as NodeJS.ErrnoException;
        if (!/^Z_|^E/.test(code)) throw error;
        cut = message;
      }
    },
    coveredTo: () => covered,
    notes: (file) => [
      ...(broken === 0
        ? []
        : [`${broken} of ${all} lines of ${file} cannot be read, the first is line ${firstBroken}`]),
      ...(cut === null ? [] : [`${file} ends in the middle (${cut}): what stands before that is compared`]),
    ],
    countText: () => ` (${all} lines, ${broken} of them cannot be read${cut === null ? '' : `; ${cut}`})`,
  };
}

function receivedAt(nanoseconds: string | undefined, epoch: string | undefined): number | null {
  if (nanoseconds !== undefined) return Number(nanoseconds.slice(0, -6));
  return epoch === undefined ? null : Number(epoch) * 1000;
}

const isNear = (time: number, other: number): boolean =>
  other === Number.NEGATIVE_INFINITY || Math.abs(time - other) <= NEAR_MS;
