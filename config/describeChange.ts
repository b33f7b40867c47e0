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
  const [spot, usdm] = [pairsOf(before, after), pairsOf(before.usdm, after.usdm, 'usdm ')];
  const parts = [
    [[...spot.added, ...usdm.added], 'added'],
    [[...spot.removed, ...usdm.removed], 'removed'],
    [changedPaths(withoutPairs(before), withoutPairs(after)), 'changed'],
  ] as const;
  return parts.flatMap(([names, what]) => (names.length === 0 ? [] : [`${listOf(names)} ${what}`])).join('; ');
}

type Part = Pick<Config, 'pairs'> | undefined;

/** The pairs by which the parts of a market differ; none where there is no such part. @param named stands in front of each */
function pairsOf(before: Part, after: Part, named = '') {
  const [had, has] = before === undefined || after === undefined ? [[], []] : [before.pairs, after.pairs];
  const name = (code: string) => `${named}${code}`;
  return { added: addedPairs(has, had).map(name), removed: addedPairs(had, has).map(name) };
}

/** The rest of a configuration: what is said of pairs is said already. */
function withoutPairs({ pairs: _, usdm, ...rest }: Config): unknown {
  if (usdm === undefined) return rest;
  const { pairs: _usdm, ...others } = usdm;
  return { ...rest, usdm: others };
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
