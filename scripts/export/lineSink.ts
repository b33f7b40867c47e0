import { FINAL } from '../../model/candle.ts';
import type { LinesOutput } from '../files/tableWriter.ts';
import type { AddedRow, RowSink } from './addedRow.ts';
import type { ExportTable, StoredField } from './exportTable.ts';

const [COMMA, QUOTE, ZERO, NINE, NULL] = Buffer.from(',"09n') as unknown as [number, number, number, number, number];
const FINAL_STATE = String(FINAL).charCodeAt(0);
const [TRUE, FALSE] = [Buffer.from('true'), Buffer.from('false')];

/** Bytes that there is room for at first: those of a page of candles. */
const ROOM = 1 << 19;
/** A member that is longer is none of those that are copied. */
const MOST_READ = 4096;
/** Most bytes of a character in UTF-8. */
const MOST_BYTES = 3;

/** A field, and what the line says before it. */
interface Step extends StoredField {
  readonly before: Uint8Array;
}

/**
 * Makes lines straight from the texts that are stored: a member that looks as members do by the table's pattern is copied field by field, and no value is
 * made of it. To parse each would cost more than all else, most of it for collecting what is thrown away at once. What looks otherwise is parsed.
 */
export function lineSinkOf(table: ExportTable, output: LinesOutput): RowSink {
  const { format } = output;
  const { pattern, stored, timePlace } = table;
  let shown = 0;
  const steps = stored.map(
    (field): Step => ({ ...field, before: Buffer.from(field.isShown ? format.before(++shown) : '') }),
  );
  const ending = Buffer.from(format.end);
  const nothing = Buffer.from(format.nothing);
  /** Most that a line has beside what its member holds: of a state and of nothing it says a word. */
  const extra = steps.reduce((total, { before }) => total + before.length, ending.length) + steps.length * TRUE.length;
  const skipped = format.keepsQuotes ? -1 : QUOTE;
  let [code, head] = ['', Buffer.alloc(0)];
  let [bytes, end] = [Buffer.allocUnsafe(ROOM), 0];
  const read = Buffer.allocUnsafe(MOST_READ);

  const makeRoom = (wanted: number): void => {
    if (bytes.length - end >= wanted) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, end + wanted));
    bytes.copy(larger, 0, 0, end);
    bytes = larger;
  };
  function copy(member: string): AddedRow {
    makeRoom(head.length + member.length + extra);
    // Read from bytes: to ask a text for each of its characters takes three times as long as all else.
    const last = read.write(member, 'latin1') - 1;
    // Only what the function has for itself is fast.
    const [source, target] = [read, bytes];
    let to = put(target, end, head);
    let [at, time, isForming] = [1, 0, false];
    for (let place = 0; place < steps.length; place += 1) {
      const { isShown, isState, before } = steps[place] as Step;
      to = put(target, to, before);
      if (place === timePlace) time = numberAt(source, at);
      const first = source[at];
      const isCopied = isShown && !isState && first !== NULL;
      if (isState) {
        isForming = first !== FINAL_STATE;
        to = put(target, to, isForming ? FALSE : TRUE);
      } else if (isShown && first === NULL) to = put(target, to, nothing);
      for (; at < last; at += 1) {
        const char = source[at] as number;
        if (char === COMMA) break;
        if (isCopied && char !== skipped) target[to++] = char;
      }
      at += 1;
    }
    end = put(target, to, ending);
    return { time, isForming };
  }

  function parse(member: string): AddedRow | null {
    const made = table.rowOf(code, member);
    if (made === null) return null;
    const line = format.lineOf(made.row);
    makeRoom(line.length * MOST_BYTES);
    end += bytes.write(line, end);
    return made;
  }

  return {
    add(of, member) {
      if (of !== code) [code, head] = [of, Buffer.from(format.before(0) + format.textOf(of))];
      return member.length <= MOST_READ && pattern.test(member) ? copy(member) : parse(member);
    },
    async flush() {
      const made = bytes.subarray(0, end);
      end = 0;
      if (made.length > 0) await output.write(made);
    },
  };
}

/** For a few bytes a loop is faster than `set`. @returns where they end */
function put(target: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let index = 0; index < bytes.length; index += 1) target[at + index] = bytes[index] as number;
  return at + bytes.length;
}

/** The whole number whose digits begin at a place. */
function numberAt(source: Uint8Array, at: number): number {
  let number = 0;
  for (let index = at; ; index += 1) {
    const digit = source[index] as number;
    if (!(digit >= ZERO && digit <= NINE)) return number;
    number = number * 10 + (digit - ZERO);
  }
}
