/**
 * Cuts JSON that comes in parts, without parsing it: an object that has a list of rows under a name. It is for answers that are too long to be
 * parsed at once, and works on bytes, so that nothing changes on the way.
 */
export interface RowCutter {
  /** Takes the next part; each row that it completes is told, without the spaces around it. What stands between two commas counts as one. */
  push(part: Buffer): void;
  /** What stands before the first row, with the bracket; null: it has not come yet. */
  before(): Buffer | null;
  /** What stands after the last row, with the bracket; null: there was no such list, or all of it did not come. */
  after(): Buffer | null;
}

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = ['[', ']', '{', '}'].map((sign) => sign.charCodeAt(0));

/** Depth of a member's name, and of a row. */
const MEMBER = 1;
const ROW = 2;

/** What is longer before the rows is no answer that we know: it is not kept. */
const LONGEST_BEFORE = 1024 * 1024;

/** @param name of the list of rows, in the outermost object @param onRow gets each row; its bytes may be those of a part */
export function createRowCutter(name: string, onRow: (row: Buffer) => void): RowCutter {
  const isAtList = new RegExp(`"${name}"\\s*:\\s*\\[$`);
  let place: 'before' | 'rows' | 'after' = 'before';
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  /** What of the present piece has come with earlier parts. */
  let begun: Buffer[] = [];
  let begunLength = 0;
  let before: Buffer | null = null;
  let hasRows = false;

  function take(part: Buffer, from: number, to: number): Buffer {
    const last = part.subarray(from, to);
    const piece = begun.length === 0 ? last : Buffer.concat([...begun, last]);
    begun = [];
    begunLength = 0;
    return piece;
  }

  function row(part: Buffer, from: number, to: number, isLast: boolean): void {
    const text = trimmed(take(part, from, to));
    // An empty list has no row.
    if (!isLast || hasRows || text.length > 0) onRow(text);
    hasRows = true;
  }

  return {
    push(part) {
      let from = 0;
      for (let at = 0; at < part.length; at++) {
        const sign = part[at];
        if (isInString) {
          if (isEscaped) isEscaped = false;
          else if (sign === BACKSLASH) isEscaped = true;
          else if (sign === QUOTE) isInString = false;
          continue;
        }
        if (sign === QUOTE) isInString = true;
        else if (sign === OPEN_OBJECT || sign === OPEN_LIST) {
          const mayBeList = place === 'before' && depth === MEMBER && sign === OPEN_LIST;
          depth++;
          if (!mayBeList) continue;
          const text = take(part, from, at + 1);
          from = at + 1;
          if (isAtList.test(text.toString('latin1'))) {
            before = text;
            place = 'rows';
          } else {
            begun = [text];
            begunLength = text.length;
          }
        } else if (sign === COMMA) {
          if (place !== 'rows' || depth !== ROW) continue;
          row(part, from, at, false);
          from = at + 1;
        } else if (sign === CLOSE_OBJECT || sign === CLOSE_LIST) {
          depth--;
          if (place !== 'rows' || depth !== MEMBER) continue;
          row(part, from, at, true);
          from = at;
          place = 'after';
        }
      }
      if (from === part.length || (place === 'before' && begunLength > LONGEST_BEFORE)) return;
      begun.push(part.subarray(from));
      begunLength += part.length - from;
    },

    before: () => before,
    after: () => (place === 'after' && depth === 0 ? Buffer.concat(begun) : null),
  };
}

const isSpace = (sign: number | undefined): boolean => sign === 32 || sign === 10 || sign === 13 || sign === 9;

function trimmed(text: Buffer): Buffer {
  let [from, to] = [0, text.length];
  while (from < to && isSpace(text[from])) from++;
  while (to > from && isSpace(text[to - 1])) to--;
  return text.subarray(from, to);
}
