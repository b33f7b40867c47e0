/**
 * Cuts JSON into parts that stay as they were sent. (Parsing a number and writing it again may change it: `1.10`, `9007199254740993`.) All
 * of these functions take text that `JSON.parse` has accepted.
 */

const STRING = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;

const KEY = new RegExp(`^(${STRING})\\s*:\\s*`, 's');
const SPACE = /[ \t\n\r]/;
const STRING_OR_SPACES = new RegExp(`(${STRING})|\\s+`, 'gs');

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = ['[', ']', '{', '}'].map((sign) => sign.charCodeAt(0));

/** The end of the string whose first quote stands at `start`. */
function endOfString(json: string, start: number): number {
  let end = start;
  let isEscaped = true;
  while (isEscaped) {
    end = json.indexOf('"', end + 1);
    if (end < 0) return json.length;
    let before = end - 1;
    while (json.charCodeAt(before) === BACKSLASH) before--;
    isEscaped = (end - before) % 2 === 0;
  }
  return end;
}

/**
 * The texts between the commas of an array or object. No regex, which takes four times as long: the listings of all pairs may have
 * megabytes.
 */
function partsOf(json: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < json.length; at++) {
    const sign = json.charCodeAt(at);
    // Skip strings whole: commas and brackets in them mean nothing.
    if (sign === QUOTE) {
      at = endOfString(json, at);
      continue;
    }
    const isOpening = sign === OPEN_LIST || sign === OPEN_OBJECT;
    const isClosing = sign === CLOSE_LIST || sign === CLOSE_OBJECT;
    if (isOpening) depth++;
    if (isOpening && depth === 1) from = at + 1;
    if (depth === 1 && (sign === COMMA || isClosing)) {
      const part = json.slice(from, at).trim();
      if (part !== '') parts.push(part);
      from = at + 1;
    }
    if (isClosing) depth--;
  }
  return parts;
}

/** The texts of an array's elements, in their order. */
export const elementTexts = (json: string): string[] => partsOf(json);

/**
 * The text of the value that an object has under a key; the last one if there are several, as with `JSON.parse`. Undefined if there is
 * none.
 */
export function memberText(json: string, key: string): string | undefined {
  let found: string | undefined;
  for (const part of partsOf(json)) {
    const [whole = '', name = ''] = KEY.exec(part) ?? [];
    if (whole !== '' && JSON.parse(name) === key) found = part.slice(whole.length);
  }
  return found;
}

/** The text without space between its parts. Exchanges send hardly any, and checking that costs a tenth of removing it. */
export const compact = (json: string): string =>
  SPACE.test(json) ? json.replace(STRING_OR_SPACES, (_, text: string | undefined) => text ?? '') : json;
