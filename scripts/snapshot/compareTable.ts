import { compareFigures, type FigureChange } from '../../analysis/compareFigures.ts';
import type { Snapshot } from '../../analysis/snapshot.ts';
import { alignedLines } from '../terminal/alignedLines.ts';

/** What has changed from one snapshot to another, a line for each figure that has. */
export function compareTable(a: Snapshot, b: Snapshot): string[] {
  const all = compareFigures(a.figures, b.figures);
  const changed = all.filter((figure) => figure.a !== figure.b);
  const equal = all.length - changed.length;
  return [
    `a: ${head(a)}`,
    `b: ${head(b)}, ${(b.at - a.at) / 1000} s after a`,
    ...(a.market === b.market && a.code === b.code ? [] : ['They are of two pairs.']),
    ...(changed.length === 0 ? [] : ['', ...alignedLines([HEAD, ...changed.map(cellsOf)], [0, HEAD.length - 1])]),
    '',
    `${changed.length} of ${all.length} figures have changed, ${equal} have not.`,
  ];
}

const HEAD = ['figure', 'a', 'b', 'change', '%', 'unit'];

const head = ({ market, code, at, source }: Snapshot): string =>
  `${market} ${code} at ${new Date(at).toISOString()}, from ${source}`;

const cellsOf = ({ name, unit, a, b, change, changePercent }: FigureChange): string[] => {
  const shown = (value: FigureChange['a']): string =>
    value === null ? '–' : unit === 'ms' ? new Date(value).toISOString() : String(value);
  return [name, shown(a), shown(b), signed(change), signed(changePercent), unit];
};

const signed = (change: string | null): string =>
  change === null ? '' : change.startsWith('-') || change === '0' ? change : `+${change}`;
