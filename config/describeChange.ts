import { isDeepStrictEqual } from 'node:util';
import { addedPairs } from './addedPairs.ts';
import type { Config } from './config.ts';
import { isRecord } from './environment.ts';

/** More names would hide the rest of the line. */
const mostNames = 10;

/**
 * Says in words what an edit changes: `ltcusdt added; etcusdt removed; retention.klines changed`. It names no values, as some are secret.
 * @returns '' where nothing differs
 */
export function describeChange(before: Config, after: Config): string {
  const { pairs: had, ...rest } = before;
  const { pairs: has, ...others } = after;
  const parts = [
    [addedPairs(has, had), 'added'],
    [addedPairs(had, has), 'removed'],
    [changedPaths(rest, others), 'changed'],
  ] as const;
  return parts.flatMap(([names, what]) => (names.length === 0 ? [] : [`${listOf(names)} ${what}`])).join('; ');
}

function changedPaths(before: unknown, after: unknown, path = ''): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [path];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => changedPaths(before[key], after[key], path === '' ? key : `${path}.${key}`));
}

function listOf(names: readonly string[]): string {
  const more = names.length - mostNames;
  return more <= 0 ? names.join(', ') : `${names.slice(0, mostNames).join(', ')} and ${more} more`;
}
