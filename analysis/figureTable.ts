import { figureGroups } from './figureGroups.ts';
import { type FigureUnit, unplotted } from './figureUnits.ts';
import type { Figures } from './snapshot.ts';

/** What is said of a figure. */
export interface FigureRow {
  /** Its path in `Figures`, with dots: `spread.basisPoints`. */
  readonly name: string;
  readonly unit: FigureUnit;
  /** Its formula, in one sentence. */
  readonly says: string;
  /** Whether it is a size that can be drawn over time: no time, no id and no text. */
  readonly isPlotted: boolean;
}

/** THE TABLE of figures: every one that a snapshot can have, in the order of `Figures`. */
export const figureTable: readonly FigureRow[] = figureGroups.flatMap(({ words, figures }) =>
  Object.entries(words).flatMap(([number, said]) =>
    figures.map(({ name, unit, says }) => ({
      name: name.replace('.N', `.${number}`),
      unit,
      says: says.replaceAll('{}', said),
      isPlotted: !unplotted.includes(unit),
    })),
  ),
);

const names: ReadonlySet<string> = new Set(figureTable.map(({ name }) => name));

/** A figure by its name in the table: decimals are text, counts and times are numbers. Null: there is none, or it cannot be said. */
export function figureAt(figures: Figures, name: string): string | number | null {
  if (!names.has(name)) return null;
  const value = name.split('.').reduce<unknown>((within, step) => Object(within)[step], figures);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
