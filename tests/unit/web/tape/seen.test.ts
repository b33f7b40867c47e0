import fc from 'fast-check';
import { Seen } from '../../../../web/figures/tape/seen.ts';

const holesOf = (seen: Seen) => seen.holes.map(({ from, to }) => [from, to]);

it('names what is missing, the newest first', () => {
  const seen = new Seen();
  for (const id of [10, 11, 15, 20]) expect(seen.add(id, id * 100)).toBe(true);
  expect(seen.holes).toEqual([
    { from: 16, to: 19, until: 2_000 },
    { from: 12, to: 14, until: 1_500 },
  ]);
  expect([seen.has(11), seen.has(12), seen.has(20), seen.has(21)]).toEqual([true, false, true, false]);
});

it('in whatever order they come, each counts once, and what is missing is known', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 60 }), (ids) => {
      const [seen, known] = [new Seen(), new Set<number>()];
      for (const id of ids) {
        expect(seen.add(id, id)).toBe(!known.has(id));
        known.add(id);
      }
      const [lowest, highest] = [Math.min(...known), Math.max(...known)];
      const missing = Array.from({ length: highest - lowest }, (_, index) => lowest + index).filter(
        (id) => !known.has(id),
      );
      const named = seen.holes.flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_, index) => from + index),
      );
      expect(named.sort((one, other) => one - other)).toEqual(missing);
      expect(seen.spans.map(({ from, to, fromTime, toTime }) => [from === fromTime, to === toTime])).toEqual(
        seen.spans.map(() => [true, true]),
      );
    }),
  );
});

it('what is long ago is history once there are too many holes', () => {
  const seen = new Seen();
  for (let id = 0; id < 200; id += 2) seen.add(id, id);
  expect(seen.spans.length).toBe(50);
  expect(seen.floor).toBe(100);
  expect(seen.add(99, 99)).toBe(false);
  expect(seen.add(101, 101)).toBe(true);
  expect(holesOf(seen)[0]).toEqual([197, 197]);
});
