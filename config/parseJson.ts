import { joinPath } from './faults.ts';

/** Deeper nesting than any configuration has; keeps the recursion small. */
const deepest = 50;

/** Each place is counted from the start of the text: enough to act on, few enough to stay quick. */
const mostFaults = 30;

export interface ParsedJson {
  readonly value: unknown;
  /** Keys given twice: JSON would silently take the last one. */
  readonly faults: readonly string[];
}

/** Says where and why a text is not JSON, without quoting it: it may hold secrets. */
export class JsonFault extends Error {}

/**
 * JSON.parse with a line and a column in its errors, and keys given twice reported.
 * @throws JsonFault
 */
export function parseJson(text: string): ParsedJson {
  const faults: string[] = [];
  if (text.trim() === '') throw new JsonFault('the file is empty (half-written?)');
  let at = 0;

  const place = (position: number): string => {
    const before = text.slice(0, position).split('\n');
    return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  };

  const fail = (expected: string, hint = ''): never => {
    if (at >= text.length)
      throw new JsonFault(`${place(at)}: the file ends where ${expected} should be (half-written?)`);
    const found = text[at] ?? '';
    const why = hint || hints[found] || '';
    throw new JsonFault(`${place(at)}: expected ${expected}${why === '' ? '' : ` (${why})`}`);
  };

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };

  const take = (character: string): boolean => {
    match(/[ \t\r\n]*/y);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };

  const string = (expected: string, hint = ''): string => {
    if (!take('"')) fail(expected, hint);
    const open = at;
    for (; text[at] !== '"'; at += 1) {
      if (text[at] === '\\') at += 1;
      else if (at >= text.length || text[at] === '\n') {
        throw new JsonFault(`${place(open - 1)}: this string is not closed with a quote`);
      }
    }
    at += 1;
    try {
      return String(JSON.parse(text.slice(open - 1, at)));
    } catch {
      throw new JsonFault(
        `${place(open - 1)}: this string holds an escape or a control character that JSON does not allow`,
      );
    }
  };

  const object = (path: string, depth: number): void => {
    const seen = new Set<string>();
    if (take('}')) return;
    for (let hint = ''; ; hint = 'a trailing comma is not allowed') {
      match(/[ \t\r\n]*/y);
      const start = at;
      const key = string(
        seen.size === 0 ? 'a key in double quotes or "}"' : 'a key in double quotes',
        text[at] === '}' ? hint : '',
      );
      const inside = joinPath(path, key);
      if (seen.has(key) && faults.length < mostFaults)
        faults.push(`${inside}: is given twice, again at ${place(start)}`);
      seen.add(key);
      if (!take(':')) fail('":"');
      value(inside, depth);
      if (take('}')) return;
      if (!take(',')) fail('"," or "}"');
    }
  };

  const array = (path: string, depth: number): void => {
    if (take(']')) return;
    for (let index = 0; ; index += 1) {
      match(/[ \t\r\n]*/y);
      if (index > 0 && text[at] === ']') fail('a value', 'a trailing comma is not allowed');
      value(joinPath(path, index), depth);
      if (take(']')) return;
      if (!take(',')) fail('"," or "]"');
    }
  };

  const value = (path: string, depth: number): void => {
    if (depth > deepest) throw new JsonFault(`${place(at)}: nested deeper than ${deepest} levels`);
    if (take('{')) object(path, depth + 1);
    else if (take('[')) array(path, depth + 1);
    else if (text[at] === '"') string('a string');
    else if (match(/(?:true|false|null)(?!\w)|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y) === undefined)
      fail('a value');
  };

  value('', 0);
  match(/[ \t\r\n]*/y);
  if (at < text.length) fail('the end of the file');
  return { value: JSON.parse(text), faults };
}

const hints: Readonly<Record<string, string>> = {
  "'": 'texts stand in double quotes',
  '/': 'comments are not allowed',
  '#': 'comments are not allowed',
};
