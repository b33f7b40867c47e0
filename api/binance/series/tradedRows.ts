import { FINAL } from '../../../model/candle.ts';
import { TRADED_FIELDS } from './candleRow.ts';
import type { Rows } from './rows.ts';

/** A candle without its state, at a place of a text. */
const CANDLE = new RegExp(String.raw`\[${TRADED_FIELDS}\]`, 'y');

const [OPEN, CLOSE, COMMA, ZERO] = [0x5b, 0x5d, 0x2c, 0x30];
const FINAL_DIGIT = ZERO + FINAL;

/** What each row loses: its state, and the comma before it. */
const STATE_BYTES = 2;

/**
 * The candles in stored members: what `tradedRow` makes of each, and checks. They are joined as bytes and checked as one text, since to make a text of
 * each takes several times as long. Null where one is not exactly as collectors write it.
 */
export function tradedRows(members: readonly Buffer[]): Rows | null {
  const count = members.length;
  // Room for brackets, a comma behind each, and the end of the last one before it is cut off.
  const room = members.reduce((sum, { length }) => sum + length + 1 - STATE_BYTES, 2 + STATE_BYTES);
  const body = Buffer.allocUnsafeSlow(room);
  const scores = new Float64Array(count);
  const starts = new Uint32Array(count);
  const open: number[] = [];
  let write = 0;
  body[write++] = OPEN;
  for (let index = 0; index < count; index++) {
    const member = members[index] as Buffer;
    const end = member.length - 1;
    const state = member[end - 1] as number;
    if (member[end] !== CLOSE || member[end - STATE_BYTES] !== COMMA || state < ZERO || state > FINAL_DIGIT)
      return null;
    starts[index] = write;
    body.set(member, write);
    const score = scoreAt(body, write + 1);
    scores[index] = score;
    if (state !== FINAL_DIGIT) open.push(score);
    write += end - STATE_BYTES;
    body[write++] = CLOSE;
    body[write++] = COMMA;
  }
  // The comma behind the last one.
  if (count > 0) write -= 1;
  body[write++] = CLOSE;
  return areCandles(body.toString('latin1', 0, write), starts)
    ? { body: body.subarray(0, write), scores, starts, open }
    : null;
}

/** @param starts of each row in the text of a list */
function areCandles(text: string, starts: Uint32Array): boolean {
  const last = starts.length - 1;
  for (let index = 0; index <= last; index++) {
    CANDLE.lastIndex = starts[index] as number;
    if (!CANDLE.test(text)) return false;
    if (CANDLE.lastIndex !== (index === last ? text.length : (starts[index + 1] as number)) - 1) return false;
  }
  return true;
}

function scoreAt(body: Buffer, start: number): number {
  let score = 0;
  for (let at = start; body[at] !== COMMA && at < body.length; at++) score = score * 10 + (body[at] as number) - ZERO;
  return score;
}
