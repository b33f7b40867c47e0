import { type Fresh, made } from '../../../../api/binance/memory/stored.ts';
import { MOST_MADE, valuePages } from '../../../../api/binance/memory/storedPages.ts';

const fresh = (text: string): Fresh => ({ text, asOf: 1, source: 'simulator', made: new Map() });

it('what is made of a value is made once', () => {
  const value = fresh('x'.repeat(1_000));
  const make = jest.fn((text: string) => text.slice(0, 10));
  expect([made(value, 'ten', make), made(value, 'ten', make)]).toEqual(['x'.repeat(10), 'x'.repeat(10)]);
  expect(make).toHaveBeenCalledTimes(1);
});

it('however many are asked for, they take no more memory than the page is counted with', () => {
  const value = fresh('x'.repeat(10_000));
  const page = { ...value, version: 1, isOutOfStep: false };
  for (let depth = 1; depth <= 5_000; depth++) {
    expect(made(value, `best ${depth}`, (text) => text.slice(0, 2 * depth))?.length).toBe(2 * depth);
    let length = value.text.length;
    for (const [name, text] of value.made) length += name.length + (text?.length ?? 0);
    if (2 * length > valuePages.sizeOf(page)) throw new Error(`${length} characters after ${depth}`);
  }
  expect(value.made.size).toBeGreaterThan(0);
});

it('what is longer than that is made each time', () => {
  const value = fresh('x');
  expect(made(value, 'long', () => 'y'.repeat(MOST_MADE + 1))).toBe('yyyy');
  expect(value.made.size).toBe(0);
});
