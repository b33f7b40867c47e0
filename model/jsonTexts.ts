/**
 * JSON as it was sent, in parts: parsing a number and writing it anew may change it (`1.10`, `9007199254740993`). All of these take text
 * that `JSON.parse` has accepted.
 */

const STRING = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;

const KEY = new RegExp(`^(${STRING})\\s*:\\s*`, 's');
const SPACE = /[ \t\n\r]/;
const STRING_OR_SPACES = new RegExp(`(${STRING})|\\s+`, 'gs');

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = ['[', ']', '{', '}'].map((sign) => sign.charCodeAt(0));

/** Where the string ends whose first quote stands at `start`. */
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

/** The texts between the commas of an array or object. The listings of all pairs may have megabytes: a regex takes four times as long. */
function partsOf(json: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < json.length; at++) {
    const sign = json.charCodeAt(at);
    // Strings are passed over whole: what stands in them is no sign.
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

/** The text of an object's value; of several with this key the last, as `JSON.parse` takes it. Undefined where there is none. */
export function memberText(json: string, key: string): string | undefined {
  let found: string | undefined;
  for (const part of partsOf(json)) {
    const [whole = '', name = ''] = KEY.exec(part) ?? [];
    if (whole !== '' && JSON.parse(name) === key) found = part.slice(whole.length);
  }
  return found;
}

/** Without the space between its parts. Exchanges send hardly any: to see that there is none costs a tenth of leaving it out. */
export const compact = (json: string): string =>
  SPACE.test(json) ? json.replace(STRING_OR_SPACES, (_, text: string | undefined) => text ?? '') : json;
