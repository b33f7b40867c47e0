/** A row of an answer. */
export interface Row {
  readonly score: number;
  /** JSON, ASCII. */
  readonly text: string;
  /** It will not change any more. */
  readonly isFinal: boolean;
}

/** The rows of an answer as one text, in which it is known where each row begins: so an end of it can be replaced without writing the rest anew. */
export interface Rows {
  /** A JSON list. ASCII. */
  readonly body: Buffer;
  /** Ascending. */
  readonly scores: Float64Array;
  /** Of each row its first byte in `body`. */
  readonly starts: Uint32Array;
  /** Scores of the rows that are not final, ascending: few, as a rule the last one alone. */
  readonly open: readonly number[];
}

/** Memory that rows take, bytes: measured with process.memoryUsage. */
export const sizeOfRows = ({ body, scores }: Rows): number => body.length + 12 * scores.length + 700;

const EMPTY: Rows = {
  body: Buffer.from('[]'),
  scores: new Float64Array(0),
  starts: new Uint32Array(0),
  open: [],
};

export const joinRows = (rows: readonly Row[]): Rows =>
  withTail(EMPTY, Number.NEGATIVE_INFINITY, rows, 'oldest', rows.length);

/** The number of rows below a score. */
export function countBelow({ scores }: Pick<Rows, 'scores'>, score: number): number {
  let [low, high] = [0, scores.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((scores[middle] as number) < score) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * These rows, with others in place of those from a score on.
 *
 * @param tail ascending, none below `from` @param dropped at which end rows are left out where there are more than `most`
 */
export function withTail(
  rows: Rows,
  from: number,
  tail: readonly Row[],
  dropped: 'oldest' | 'newest',
  most: number,
): Rows {
  const below = countBelow(rows, from);
  const over = Math.max(0, below + tail.length - most);
  const first = dropped === 'oldest' ? Math.min(over, below) : 0;
  const kept = dropped === 'oldest' ? below : Math.min(below, most);
  const added = dropped === 'oldest' ? tail.slice(over - first) : tail.slice(0, most - kept);
  const keptStart = rows.starts[first] ?? 1;
  // Up to the comma or bracket behind the last one that stays.
  const keptEnd = kept === first ? keptStart : (rows.starts[kept] ?? rows.body.length) - 1;
  const texts = added.map(({ text }) => text).join(',');
  const gap = kept > first && added.length > 0 ? 1 : 0;
  const keptBytes = keptEnd - keptStart;
  const body = Buffer.allocUnsafeSlow(keptBytes + gap + texts.length + 2);
  body[0] = OPEN;
  rows.body.copy(body, 1, keptStart, keptEnd);
  if (gap === 1) body[keptBytes + 1] = COMMA;
  body.write(texts, keptBytes + gap + 1, 'latin1');
  body[body.length - 1] = CLOSE;

  const count = kept - first + added.length;
  const [scores, starts] = [new Float64Array(count), new Uint32Array(count)];
  scores.set(rows.scores.subarray(first, kept));
  for (let index = first; index < kept; index++) starts[index - first] = (rows.starts[index] as number) - keptStart + 1;
  let start = keptBytes + gap + 1;
  for (const [index, { score, text }] of added.entries()) {
    scores[kept - first + index] = score;
    starts[kept - first + index] = start;
    start += text.length + 1;
  }
  const isKept = (score: number) => score < from && score >= (scores[0] ?? 0) && score <= (scores[count - 1] ?? 0);
  const open = [...rows.open.filter(isKept), ...added.flatMap(({ score, isFinal }) => (isFinal ? [] : [score]))];
  return { body, scores, starts, open };
}

const [OPEN, COMMA, CLOSE] = [0x5b, 0x2c, 0x5d];
