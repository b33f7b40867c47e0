import { percentText } from './candleFigures.ts';
import { type Decimal, decimalIn, minus, textOf } from './decimal.ts';
import { figureAt, figureTable } from './figureTable.ts';
import type { FigureUnit } from './figureUnits.ts';
import type { Figures } from './snapshot.ts';

/** One figure of two snapshots. */
export interface FigureChange {
  readonly name: string;
  readonly unit: FigureUnit;
  readonly a: string | number | null;
  readonly b: string | number | null;
  /** B − a, exact; null where one of them is null, and of what is no size: a time, an id, a text. */
  readonly change: string | null;
  /** The change in per cent of |a|; null where a is 0 as well. */
  readonly changePercent: string | null;
}

/** What has changed from one snapshot's figures to those of another one: a row for each figure, in the order of the table. */
export function compareFigures(a: Figures, b: Figures): FigureChange[] {
  return figureTable.map(({ name, unit, isPlotted }) => {
    const [before, after] = [figureAt(a, name), figureAt(b, name)];
    const [from, to] = isPlotted ? [sizeOf(before), sizeOf(after)] : [null, null];
    const change = from && to && minus(to, from);
    return {
      name,
      unit,
      a: before,
      b: after,
      change: change && textOf(change),
      changePercent:
        from && change && percentText(change, { ...from, units: from.units < 0n ? -from.units : from.units }),
    };
  });
}

const sizeOf = (figure: string | number | null): Decimal | null => decimalIn(figure === null ? null : String(figure));
