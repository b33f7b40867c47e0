import { unplotted } from '../../../analysis/figureUnits.ts';
import { timeText, type Zone } from '../format.ts';

/** A figure that snapshots have. */
export interface FigureName {
  readonly name: string;
  readonly unit: string;
  readonly says: string;
}

export interface Saved {
  readonly file: string;
  readonly at: number;
  readonly value: string | number | null;
}

/** What /analytics/snapshots answers. */
export interface SavedTold {
  readonly figures: readonly FigureName[];
  readonly total: number;
  /** The oldest first. */
  readonly snapshots: readonly Saved[];
  readonly unreadable: readonly { readonly file: string; readonly why: string }[];
}

/** An answer with the figures that can be drawn alone. An answer of something between us and the API is none. */
export function savedIn(body: unknown): SavedTold | null {
  const { figures, snapshots, unreadable } = (body ?? {}) as Partial<SavedTold>;
  if (!figures || ![figures, snapshots, unreadable].every(Array.isArray)) return null;
  return { ...(body as SavedTold), figures: figures.filter(({ unit }) => !unplotted.includes(unit)) };
}

/** What is drawn: times (s), the figure; null where a snapshot does not have it. Empty: none has. */
export function savedColumns({ snapshots }: SavedTold): readonly (readonly (number | null)[])[] {
  const values = snapshots.map(({ value }) => (value === null ? null : Number(value)));
  return values.every((value) => value === null) ? [] : [snapshots.map(({ at }) => at / 1_000), values];
}

/** What can be seen, in a sentence. */
export function savedText({ total, snapshots }: SavedTold, zone: Zone): string {
  const [first, last] = [snapshots[0], snapshots.at(-1)];
  if (!first || !last) return '';
  const having = snapshots.filter(({ value }) => value !== null).length;
  const of = total > snapshots.length ? `The newest ${snapshots.length} of ${total}` : `${total}`;
  const without = having < snapshots.length ? ` ${snapshots.length - having} of them do not have this figure.` : '';
  const since = `from ${timeText(first.at, zone)} to ${timeText(last.at, zone)}`;
  return `${of} ${total === 1 ? 'snapshot' : 'snapshots'}, ${since}.${without}`;
}

/** The two snapshots that are compared: those that are chosen, while they are there; else the oldest and the newest. Without any, '' twice. */
export function comparedOf({ snapshots }: SavedTold, a: string, b: string): readonly [a: string, b: string] {
  const files = snapshots.map(({ file }) => file);
  const there = (file: string, otherwise = '') => (files.includes(file) ? file : otherwise);
  return [there(a, files[0]), there(b, files.at(-1))];
}

/** The command that makes snapshots of a pair. */
export const commandOf = (market: string, code: string): string =>
  `npm run snapshot -- --code ${code}${market === 'spot' ? '' : ` --market ${market}`} --every 60`;
