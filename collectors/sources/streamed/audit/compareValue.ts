import type { StreamedEntry } from '../../../../model/streamed.ts';
import type { Verdict } from './verdict.ts';

/** No server of the exchange lags by more, ms. */
export const LONGEST_LAG_MS = 60_000;

export interface HeldValues {
  /** Those that were held between sending and receipt, and for a moment after it. */
  readonly values: readonly string[];
  /** How long nothing has changed before the request was sent, ms. */
  readonly quietMs: number;
}

/**
 * Holds the value of an answer against those that were held meanwhile. Where values say what they are of, those of the same are compared. Where they
 * say nothing, a value that was not held may be one of before: a server that lags would tell it. So they differ only where nothing has
 * changed for longer than any server lags.
 */
export function compareValue(
  figuresOf: NonNullable<StreamedEntry['figuresOf']>,
  { values, quietMs }: HeldValues,
  told: string,
): Verdict {
  const rest = figuresOf(told);
  if (rest === null) return 'not comparable';
  const same = values.flatMap((value) => figuresOf(value) ?? []).filter((each) => each.of === rest.of);
  if (same.some(({ figures }) => figures === rest.figures)) return 'equal';
  const ours = same.at(-1);
  if (ours === undefined || (rest.of === null && quietMs < LONGEST_LAG_MS)) return 'not comparable';
  const of = rest.of === null ? '' : `of ${rest.of}: `;
  return { why: `${of}${rest.figures} by REST, ${ours.figures} by the stream` };
}
