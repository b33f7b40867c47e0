import { type Cell, cell, useCell, useShown } from '../../../../web/cells/cell.ts';
import { eventually } from '../../../eventually.ts';
import { type Drawn, drawing } from './drawing.ts';

let drawn: Drawn<{ of: Cell<number> }>;
afterEach(() => drawn?.remove());

/** Watchers come with the effects, some time after the drawing. */
function watchedCell(first: number): { of: Cell<number>; watchers: () => number } {
  let watchers = 0;
  const of = cell(first, () => {
    watchers += 1;
    return () => {
      watchers -= 1;
    };
  });
  return { of, watchers: () => watchers };
}

const watched = (count: () => number) => eventually(() => count() === 1, 5_000);

describe('a cell', () => {
  it('tells who watches each change, once', () => {
    const told: number[] = [];
    const one = cell(1);
    const end = one.watch((value) => void told.push(value));
    for (const value of [1, 2, 2, Number.NaN, Number.NaN]) one.set(value);
    end();
    one.set(3);
    expect(told).toEqual([2, Number.NaN]);
    expect(one.get()).toBe(3);
  });

  it('knows whether anybody watches, whatever ends twice', () => {
    const { of, watchers } = watchedCell(0);
    const [one, other] = [of.watch(() => undefined), of.watch(() => undefined)];
    expect(watchers()).toBe(1);
    one();
    one();
    expect(watchers()).toBe(1);
    other();
    expect(watchers()).toBe(0);
    of.watch(() => undefined);
    expect(watchers()).toBe(1);
  });
});

describe('a component', () => {
  it('is drawn anew when a cell changes, and leaves it', async () => {
    drawn = drawing(({ of }) => useCell(of));
    const { of, watchers } = watchedCell(1);
    drawn.draw({ of });
    await watched(watchers);
    of.set(2);
    await eventually(() => drawn.seen.at(-1) === 2, 5_000);
    drawn.remove();
    await eventually(() => watchers() === 0, 5_000);
  });

  it.each<[string, (props: { of: Cell<number> }) => unknown]>([
    ['useCell', ({ of }) => useCell(of)],
    ['useShown', ({ of }) => useShown(of, (value) => value)],
  ])('loses no change between its drawing and its effects: %s', async (_name, hook) => {
    drawn = drawing(hook);
    const { of, watchers } = watchedCell(1);
    drawn.draw({ of });
    expect(watchers()).toBe(0);
    of.set(2);
    await eventually(() => drawn.seen.at(-1) === 2, 5_000);
    // Nor when it is another cell.
    const other = watchedCell(3);
    drawn.draw({ of: other.of });
    other.of.set(4);
    await eventually(() => drawn.seen.at(-1) === 4, 5_000);
    await watched(other.watchers);
    await eventually(() => watchers() === 0, 5_000);
  });

  it('is not drawn anew when what it shows does not change', async () => {
    drawn = drawing(({ of }) => useShown(of, (value) => Math.floor(value)));
    const { of, watchers } = watchedCell(1);
    drawn.draw({ of });
    await watched(watchers);
    for (const value of [1.2, 1.5, 2, 2.5]) of.set(value);
    await eventually(() => drawn.seen.length > 1, 5_000);
    expect(drawn.seen).toEqual([1, 2]);
  });
});
