import { FileRefused } from './fileRefused.ts';

export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** It ends with the file: nothing tells whether more of it was there. */
  readonly isUnended?: true;
}

/** No line of an archive is longer; a file without line ends would fill the memory. */
const LONGEST = 4000;

/** The lines of a text, some at a time. Empty ones are left out, and what a line end or a file may have besides (CR, byte order mark). */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
  let [rest, number] = ['', 0];
  const lineOf = (text: string): Line => {
    number += 1;
    if (text.length > LONGEST) throw new FileRefused(`line ${number} is longer than ${LONGEST} characters`);
    const from = number === 1 && text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    return { number, text: text.slice(from, text.endsWith('\r') ? -1 : undefined) };
  };
  for await (const chunk of chunks) {
    // Digits and names alone: what else there is no field may hold.
    const texts = (rest + chunk.toString('latin1')).split('\n');
    rest = texts.pop() ?? '';
    if (rest.length > LONGEST) lineOf(rest);
    const lines = texts.map(lineOf).filter(isFilled);
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [{ ...lineOf(rest), isUnended: true } as const].filter(isFilled);
}

/** As it looks when bytes are read as characters of Latin 1. */
const BYTE_ORDER_MARK = 'ï»¿';

const isFilled = ({ text }: Line): boolean => text !== '';
