import { type JSONVisitor, type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import { joinPath } from './faults.ts';

/** No configuration is nested so deep; the limit keeps the recursion small. */
const deepest = 50;

export interface ParsedJson {
  readonly value: unknown;
  /** Keys that are given twice; JSON.parse would silently take the last one. */
  readonly faults: readonly string[];
}

/** Says where and why a text is not JSON. It never quotes the text, which may hold secrets. */
export class JsonFault extends Error {}

/**
 * Like JSON.parse, but its errors name line and column, and it reports keys that are given twice.
 * @throws JsonFault
 */
export function parseJson(text: string): ParsedJson {
  if (text.trim() === '') throw new JsonFault('the file is empty (half-written?)');
  const faults: string[] = [];
  /** The objects and lists that are open at this place, the innermost last. */
  const open: { readonly end: '}' | ']'; readonly keys: Set<string> }[] = [];
  const begin = (end: '}' | ']') => (_offset: number, _length: number, line: number, column: number) => {
    open.push({ end, keys: new Set() });
    if (open.length > deepest) throw new JsonFault(`${placeOf(line, column)}: nested deeper than ${deepest} levels`);
  };
  const end = (): void => void open.pop();
  const visitor: JSONVisitor = {
    onObjectBegin: begin('}'),
    onObjectEnd: end,
    onArrayBegin: begin(']'),
    onArrayEnd: end,
    onObjectProperty(key, _offset, _length, line, column, parents) {
      const keys = open.at(-1)?.keys;
      if (keys?.has(key))
        faults.push(`${[...parents(), key].reduce(joinPath, '')}: is given twice, again at ${placeOf(line, column)}`);
      keys?.add(key);
    },
    // Only the first error counts; the later ones follow from it.
    onError(code, offset, _length, line, column) {
      throw new JsonFault(`${placeOf(line, column)}: ${faultAt(offset, code, text, open.at(-1)?.end)}`);
    },
  };
  visit(text, visitor, { disallowComments: true });
  return { value: JSON.parse(text), faults };
}

const placeOf = (line: number, column: number): string => `line ${line + 1}, column ${column + 1}`;

const noComments = 'comments are not allowed';
const noEscape = 'this string holds an escape or a control character that JSON does not allow';

/** jsonc-parser's error codes in words. */
const faultOf: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is neither a number nor true, false or null; texts and keys stand in double quotes',
  InvalidCommentToken: noComments,
  UnexpectedEndOfNumber: 'this number lacks digits',
  UnexpectedEndOfString: 'this string is not closed with a quote',
  InvalidCharacter: noEscape,
  InvalidEscapeCharacter: noEscape,
  InvalidUnicode: noEscape,
};

/** jsonc-parser's codes for something that is missing, and what that is. */
const expectedBy: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'a key in double quotes',
  ValueExpected: 'a value',
  ColonExpected: '":"',
  CloseBraceExpected: '"}"',
  CloseBracketExpected: '"]"',
  EndOfFileExpected: 'the end of the file',
};

/** @param end the character that would close the object or list at this place */
function faultAt(offset: number, code: ParseErrorCode, text: string, end = ''): string {
  const error = printParseErrorCode(code);
  const fault = /[/#]/.test(text[offset] ?? '') ? noComments : faultOf[error];
  if (fault !== undefined) return fault;
  const expected = error === 'CommaExpected' ? `"," or "${end}"` : expectedBy[error];
  if (offset >= text.length) return `the file ends where ${expected} should be (half-written?)`;
  const isAfterComma = /[}\]]/.test(text[offset] ?? '') && text.slice(0, offset).trimEnd().endsWith(',');
  return `expected ${expected}${isAfterComma ? ' (a trailing comma is not allowed)' : ''}`;
}
