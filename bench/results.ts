/** One of the figures that this project sets itself. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** What it is to be; without it the figure is only noted. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
  readonly unit?: string;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What one part of the benchmark has found. */
export interface Section {
  readonly title: string;
  /** How it was measured. */
  readonly how: string;
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
  /** What was left out, and why. */
  readonly leftOut: readonly string[];
}

/** Three digits that count. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** What was not measured is not missed. */
export function isReached({ value, target }: Figure): boolean {
  if (target === undefined || Number.isNaN(value)) return true;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

const wish = ({ target, unit = '' }: Figure): string => {
  if (target === undefined) return '';
  const [sign, bound] = 'atLeast' in target ? ['≥', target.atLeast] : ['≤', target.atMost];
  return `${sign} ${bound}${unit}`;
};

function verdict(figure: Figure): string {
  if (Number.isNaN(figure.value)) return 'not measured';
  if (figure.target === undefined) return '';
  return isReached(figure) ? 'reached' : '**missed**';
}

/** The sections as a Markdown page: the figures, then how each was found. */
export function renderResults(head: readonly string[], sections: readonly Section[]): string {
  const figures = sections.flatMap((section) => section.figures);
  const summary = {
    head: ['What', 'Measured', 'Wanted', ''],
    rows: figures.map((figure) => [
      figure.name,
      `${short(figure.value)}${figure.unit ?? ''}`,
      wish(figure),
      verdict(figure),
    ]),
  };
  const parts = sections.map(({ title, how, tables, leftOut }) =>
    [`## ${title}`, how, ...tables.map(renderTable), ...leftOut.map((line) => `Left out: ${line}`)].join('\n\n'),
  );
  return `${['# Results', head.join('\n'), renderTable(summary), ...parts].join('\n\n')}\n`;
}

function renderTable({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
