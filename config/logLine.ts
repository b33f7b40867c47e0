import type { LogLevel } from './config.ts';
import { redact } from './secrets.ts';

/** Longest field and longest message in characters; a message may list every fault of a configuration. */
const longestField = 500;
const longestMessage = 4000;

/** Control characters, line separators and direction marks: they would forge lines or hide text in a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: placeholder
const unprintable = /[\u0000-\u001f]/g;

/**
 * One log entry as one line: `time level name message key=value`. On a terminal the time is local `HH:MM:SS`, else ISO UTC.
 * Secrets are replaced, control characters escaped, long texts cut.
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
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) words.push(`${key}=${show(value)}`);
  return redact(escapeUnprintable(words.join(' ')));
}
