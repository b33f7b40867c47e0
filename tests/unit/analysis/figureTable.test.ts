import { figuresOf } from '../../../analysis/figuresOf.ts';
import { figureAt, figureTable } from '../../../analysis/figureTable.ts';
import { AT, fullParts } from './parts.ts';

const figures = figuresOf(fullParts, AT);

/** The paths of all that is no object. */
function pathsIn(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [path.join('.')];
  return Object.entries(value).flatMap(([name, within]) => pathsIn(within, [...path, name]));
}

it('names every figure of a snapshot, in its order, and no other', () => {
  expect(figureTable.map(({ name }) => name)).toEqual(pathsIn(figures));
});

it('knows of each whether it is a decimal, a number or a text', () => {
  for (const { name, unit, isPlotted } of figureTable) {
    const value = figureAt(figures, name);
    const isNumber = ['count', 'min', 'ms', 'id'].includes(unit);
    expect([name, typeof value]).toEqual([name, isNumber ? 'number' : 'string']);
    if (isPlotted) expect(Number(value)).not.toBeNaN();
  }
});

it('says each in a sentence of its own', () => {
  const said = figureTable.map(({ says }) => says);
  expect(said.filter((says) => says === '' || says.includes('N '))).toEqual([]);
  expect(new Set(said.filter((says) => !says.startsWith('Its'))).size).toBe(
    said.filter((says) => !says.startsWith('Its')).length,
  );
});

it.each([
  '',
  'spread',
  'spread.none',
  'spread.bid.length',
  '__proto__',
  'constructor.name',
  'toString',
  '.',
  'book.levels.7.ratio',
])('has no figure called %p', (name) => expect(figureAt(figures, name)).toBeNull());
