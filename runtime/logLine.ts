import { isError } from './errors.ts';
import { redact } from './secrets.ts';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Most characters of a field and of a message. A message may list every fault of a configuration, so it may be long. */
const longestField = 500;
const longestMessage = 4000;

/** Control characters, line separators and direction marks. They could fake lines or hide text in a terminal. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * One log entry as one line: `time level name message key=value`. On a terminal the time is local `HH:MM:SS`, else ISO UTC.
 * Registered secrets are replaced, unprintable characters escaped, long texts cut. Never throws.
 */
export function formatLine(
  level: LogLevel,
  name: string,
  message: string,
  fields: Readonly<Record<string, unknown>>,
  isTerminal: boolean,
  now: Date = new Date(),
): string {
  const time = isTerminal ? now.toTimeString().slice(0, 8) : now.toISOString();
  const words = [time, level, name, cut(redact(String(message)), longestMessage)];
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) words.push(`${key}=${quoted(cut(redact(show(value)), longestField))}`);
  }
  return printable(redact(words.join(' ')));
}

/** The text on one line, with all characters escaped that could hide or move text in a terminal. Messages may quote answers of strangers. */
export function printable(text: string): string {
  return text.replace(unprintable, escapeCharacter);
}

function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isError(value)) return showError(value);
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return JSON.stringify(value, showInside);
  } catch {
    return '(cannot be shown)';
  }
}

/** Only message and code of an error. An HTTP error carries the whole request, with its API key. */
function showError(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return `${error.message}${code}`;
}

/** JSON.stringify calls toJSON first, and that of an HTTP error shows its request. So this looks at the original value. */
function showInside(this: unknown, key: string, value: unknown): unknown {
  const original: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, key) : value;
  if (isError(original)) return showError(original);
  if (typeof value === 'bigint') return value.toString();
  // Redact before JSON escapes the text: afterwards a secret with a quote would not be recognised.
  return typeof value === 'string' ? redact(value) : value;
}

/** Quotes everything but plain words, so that a value cannot look like another `key=value`. */
function quoted(text: string): string {
  return /^[\w.:/@+,-]+$/.test(text) ? text : JSON.stringify(text);
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…(${text.length} characters)`;
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
