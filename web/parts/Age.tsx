import { useCell } from '../cells/cell.ts';
import { spanText } from '../figures/format.ts';
import { ageNow, seconds } from '../state/clock.ts';

/** How old something was (ms; null: nothing is stored) at a time of this machine. */
export interface Aged {
  readonly age: number | null;
  readonly at: number;
  readonly stale: boolean;
}

interface AgeProps {
  /** A value or an event with data, null: not known yet. */
  readonly of: Aged | null;
}

/** How old the data itself is, whenever it was asked for. A stale one says so in a word, too. */
export function Age({ of }: AgeProps) {
  useCell(seconds);
  if (of === null) return <span class="age">…</span>;
  if (of.age === null) return <span class="age stale">nothing stored</span>;
  const age = spanText(ageNow({ age: of.age, at: of.at }));
  return <span class={of.stale ? 'age stale' : 'age'}>{of.stale ? `${age}, stale` : age}</span>;
}
