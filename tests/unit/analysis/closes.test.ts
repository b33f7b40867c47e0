import fc from 'fast-check';
import { type CloseRow, joinCloses, type SecondRow, sides } from '../../../analysis/closes.ts';
import { closesStatistics } from '../../../analysis/closesStatistics.ts';
import { compare, decimalIn, minus, plus, textOf, zero } from '../../../analysis/decimal.ts';

const START = 1_790_000_000_000;

const decimal = fc
  .tuple(fc.nat(1e9), fc.stringMatching(/^\d{0,8}$/))
  .map(([whole, places]) => (places === '' ? `${whole}` : `${whole}.${places}`));
const row = fc
  .record({ at: fc.nat(200), close: decimal, volume: decimal })
  .map(({ at, close, volume }): SecondRow => ({ openTime: START + at * 1000, close, volume }));
const side = fc.uniqueArray(row, { selector: ({ openTime }) => openTime, maxLength: 80 });

const read = (text: string) => decimalIn(text) ?? zero;
const second = (at: number, close: string, volume = '1'): SecondRow => ({ openTime: START + at * 1000, close, volume });
const sum = (texts: readonly string[]) => textOf(texts.map(read).reduce(plus, zero));
const timesOf = (rows: readonly CloseRow[], name: 'stream' | 'rest') =>
  rows.filter((each) => each[name] !== null).map(({ openTime }) => openTime);

it('each row of either side is in the table once, in order, as it was given', () => {
  fc.assert(
    fc.property(side, side, (stream, rest) => {
      const rows = joinCloses(stream, rest);
      const times = rows.map(({ openTime }) => openTime);
      expect(times).toEqual([...new Set([...stream, ...rest].map(({ openTime }) => openTime))].sort((a, b) => a - b));
      for (const [name, given] of [
        ['stream', stream],
        ['rest', rest],
      ] as const) {
        for (const { openTime, close, volume } of given) {
          expect(rows.find((each) => each.openTime === openTime)?.[name]).toMatchObject({ close, volume });
        }
        expect(timesOf(rows, name).length).toBe(given.length);
      }
    }),
  );
});

it('counts, ranges and sums are those of the rows', () => {
  fc.assert(
    fc.property(side, side, (stream, rest) => {
      const rows = joinCloses(stream, rest);
      const range = { from: START - 5000, to: START + 205_000 };
      const said = closesStatistics(rows, range);
      expect(said.equal + said.unequal).toBe(said.matched);
      expect(said.matched + (stream.length - said.matched) + (rest.length - said.matched)).toBe(said.rows);
      for (const [name, given] of [
        ['stream', stream],
        ['rest', rest],
      ] as const) {
        const { count, ranges } = said.missing[name];
        const seconds = ranges.flatMap(({ from, to }) =>
          Array.from({ length: (to - from) / 1000 + 1 }, (_, index) => from + index * 1000),
        );
        const have = new Set(given.map(({ openTime }) => openTime));
        expect(count).toBe(211 - given.length);
        expect(seconds).toEqual(
          Array.from({ length: 211 }, (_, index) => range.from + index * 1000).filter((at) => !have.has(at)),
        );
        const { total, minutes } = said.volume[name];
        expect(total).toBe(sum(given.map(({ volume }) => volume)));
        expect(sum(minutes.map(({ volume }) => volume))).toBe(total);
        expect(minutes.reduce((all, each) => all + each.seconds, 0)).toBe(given.length);
      }
    }),
  );
});

it('averages and the mean lie within the extremes, and these are closes of their side', () => {
  fc.assert(
    fc.property(side, side, (stream, rest) => {
      const rows = joinCloses(stream, rest);
      const { highest, lowest, mean, largestDifference } = closesStatistics(rows);
      const isWithin = (text: string, low: string, high: string) => {
        expect(compare(read(low), read(text))).toBeLessThanOrEqual(0);
        expect(compare(read(text), read(high))).toBeLessThanOrEqual(0);
      };
      for (const name of sides) {
        const [high, low] = [highest[name], lowest[name]];
        for (const each of rows) {
          const own = each[name];
          if (own === null) continue;
          for (const text of [own.close, own.average10, own.average20])
            if (text !== null) isWithin(text, low?.close ?? '', high?.close ?? '');
        }
        for (const extreme of [high, low]) {
          if (extreme !== null)
            expect(rows.find(({ openTime }) => openTime === extreme.at)?.[name]?.close).toBe(extreme.close);
        }
      }
      if (mean !== null) {
        const all = rows.flatMap((each) => sides.flatMap((name) => each[name]?.close ?? []));
        const [low, high] = [
          all.reduce((a, b) => (compare(read(a), read(b)) < 0 ? a : b)),
          all.reduce((a, b) => (compare(read(a), read(b)) > 0 ? a : b)),
        ];
        // It is rounded to eight places.
        isWithin(mean, textOf(minus(read(low), read('0.00000001'))), textOf(plus(read(high), read('0.00000001'))));
      }
      for (const { difference } of rows) {
        if (difference !== null) isWithin(difference.replace('-', ''), '0', largestDifference?.absolute ?? '');
      }
    }),
  );
});

it('sides that are the same differ in nothing; turned round, differences change their sign', () => {
  fc.assert(
    fc.property(side, side, (one, other) => {
      const same = closesStatistics(joinCloses(one, one));
      expect(same).toMatchObject({
        rows: one.length,
        matched: one.length,
        equal: one.length,
        unequal: 0,
        volumesUnequal: 0,
      });
      if (one.length > 0)
        expect(same).toMatchObject({
          highest: { higher: 'equal' },
          lowest: { higher: 'equal' },
          largestDifference: { absolute: '0' },
        });
      const [rows, turned] = [joinCloses(one, other), joinCloses(other, one)];
      const negated = (text: string | null) => text && textOf(minus(zero, read(text)));
      expect(turned.map(({ difference }) => difference)).toEqual(rows.map(({ difference }) => negated(difference)));
    }),
  );
});

test('a table worked out by hand', () => {
  const rows = joinCloses(
    [second(0, '10.0'), second(1, '12'), second(3, '11', '0.5')],
    [second(0, '10'), second(1, '11.5', '2'), second(2, '9', '3')],
  );
  expect(rows.map(({ difference }) => difference)).toEqual(['0', '0.5', null, null]);
  expect(closesStatistics(rows)).toEqual({
    rows: 4,
    matched: 2,
    equal: 1,
    unequal: 1,
    volumesUnequal: 1,
    missing: {
      stream: { count: 1, ranges: [{ from: START + 2000, to: START + 2000 }] },
      rest: { count: 1, ranges: [{ from: START + 3000, to: START + 3000 }] },
    },
    largestDifference: { absolute: '0.5', at: START + 1000 },
    highest: { stream: { close: '12', at: START + 1000 }, rest: { close: '11.5', at: START + 1000 }, higher: 'stream' },
    // The notebook compared the lowest with itself: here REST's is the lower one.
    lowest: { stream: { close: '10.0', at: START }, rest: { close: '9', at: START + 2000 }, higher: 'stream' },
    mean: '10.58333333',
    volume: {
      // The notebook counted rows: 3.
      stream: { total: '2.5', perMinute: '50', minutes: [{ minute: START - 20_000, seconds: 3, volume: '2.5' }] },
      rest: { total: '6', perMinute: '120', minutes: [{ minute: START - 20_000, seconds: 3, volume: '6' }] },
    },
  });
});

test('averages are of ten and twenty rows, and a row that a side lacks begins them anew', () => {
  const closes = Array.from({ length: 45 }, (_, index) => second(index, `${index}.01`));
  const rows = joinCloses(
    closes.filter(({ openTime }) => openTime !== START + 20_000),
    closes,
  );
  const averages = (name: 'stream' | 'rest', at: number) => [rows[at]?.[name]?.average10, rows[at]?.[name]?.average20];
  expect(averages('rest', 8)).toEqual([null, null]);
  expect(averages('rest', 9)).toEqual(['4.51', null]);
  expect(averages('rest', 19)).toEqual(['14.51', '9.51']);
  expect(averages('rest', 44)).toEqual(['39.51', '34.51']);
  expect(averages('stream', 29)).toEqual([null, null]);
  expect(averages('stream', 30)).toEqual(['25.51', null]);
  expect(averages('stream', 40)).toEqual(['35.51', '30.51']);
});

test('nothing on a side, or on both', () => {
  expect(closesStatistics(joinCloses([], []))).toMatchObject({
    rows: 0,
    mean: null,
    largestDifference: null,
    highest: { higher: null },
  });
  const said = closesStatistics(joinCloses([], [second(0, '1')]));
  expect(said).toMatchObject({ rows: 1, matched: 0, missing: { stream: { count: 1 }, rest: { count: 0 } }, mean: '1' });
  expect(said.volume.stream).toEqual({ total: '0', minutes: [], perMinute: null });
});

it.each([
  ['no whole second', [{ openTime: START + 1, close: '1', volume: '1' }]],
  ['no whole second', [{ openTime: Number.NaN, close: '1', volume: '1' }]],
  ['no decimal', [second(0, '1e5')]],
  ['no decimal', [second(0, '1', '')]],
  ['comes twice', [second(0, '1'), second(0, '1')]],
])('%s is refused', (why, rows) => {
  expect(() => joinCloses(rows, [])).toThrow(why);
  expect(() => joinCloses([], rows)).toThrow(why);
});
