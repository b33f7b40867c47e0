/**
 * JSON as it was sent, in parts: parsing a number and writing it anew may change it (`1.10`, `9007199254740993`). All of these take text
 * that `JSON.parse` has accepted.
 */

const STRING = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;

/** Strings are taken whole: what stands in them is no sign. */
const SIGN = new RegExp(`${STRING}|[[\\]{},]`, 'gs');
const KEY = new RegExp(`^(${STRING})\\s*:\\s*`, 's');
const SPACE = new RegExp(`(${STRING})|\\s+`, 'gs');

/** The texts between the commas of an array or object. */
function partsOf(json: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: sign, index } of json.matchAll(SIGN)) {
    const isOpening = sign === '[' || sign === '{';
    const isClosing = sign === ']' || sign === '}';
    if (isOpening) depth++;
    if (isOpening && depth === 1) from = index + 1;
    if (depth === 1 && (sign === ',' || isClosing)) {
      const part = json.slice(from, index).trim();
      if (part !== '') parts.push(part);
      from = index + 1;
    }
    if (isClosing) depth--;
  }
  return parts;
}

/** The texts of an array's elements, in their order. */
export const elementTexts = (json: string): string[] => partsOf(json);

/** The text of an object's value; of several with this key the last, as `JSON.parse` takes it. Undefined where there is none. */
export function memberText(json: string, key: string): string | undefined {
  let found: string | undefined;
  for (const part of partsOf(json)) {
    const [whole = '', name = ''] = KEY.exec(part) ?? [];
    if (whole !== '' && JSON.parse(name) === key) found = part.slice(whole.length);
  }
  return found;
}

/** Without the space between its parts. */
export const compact = (json: string): string => json.replace(SPACE, (_, text: string | undefined) => text ?? '');
