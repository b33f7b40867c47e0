import { rowOf } from '../../../../markets/markets.js';
import { FINAL, FORMING } from '../../../../model/candle.ts';
import type { SeriesRow } from '../../../../model/seriesRow.ts';
import { mergeSources } from '../../../../scripts/history/mergeSources.ts';
import type { RowSource } from '../../../../scripts/history/rowSource.ts';

const MINUTE = 60_000;
const isSettled = ({ member }: SeriesRow) => member.endsWith(`,${FINAL}]`);

const candle = (at: number, volume: string, state = FINAL, unused = '0'): SeriesRow => {
  const openTime = at * MINUTE;
  const fields = [openTime, '1', '2', '0.5', '1.5', volume, openTime + MINUTE - 1, '9', 3, '1', '2', unused, state];
  return { score: openTime, member: JSON.stringify(fields) };
};

/** Gives its rows in parts of some length, and says whether it was ended. */
function sourceOf(name: RowSource['name'], rows: readonly SeriesRow[], length: number) {
  const source = {
    name,
    isEnded: false,
    async *read(from: number, to: number) {
      try {
        const wanted = rows.filter(({ score }) => score >= from && score <= to);
        for (let at = 0; at < wanted.length; at += length) yield wanted.slice(at, at + length);
      } finally {
        source.isEnded = true;
      }
    },
  };
  return source;
}

async function merge(sources: readonly RowSource[], from = 0, to = 9e15) {
  const merged = mergeSources(sources, rowOf('spot', 'klines'), { isSettled });
  const rows: SeriesRow[] = [];
  for await (const part of merged.read(from, to)) rows.push(...part);
  return { rows, facts: merged.facts() };
}

test('each row comes once, in order, whatever source has it and however long its parts are', async () => {
  for (const length of [1, 7, 1000]) {
    const of = (step: number) =>
      Array.from({ length: 3000 }, (_, at) => candle(at, '5')).filter((_, at) => at % step === 0);
    const sources = [
      sourceOf('archive', of(1), length),
      sourceOf('rest', of(3), length),
      sourceOf('stored', of(5), length),
    ];
    const { rows, facts } = await merge(sources);
    expect(rows.map(({ score }) => score / MINUTE)).toEqual(Array.from({ length: 3000 }, (_, at) => at));
    expect(facts).toEqual({ rows: { stored: 600, rest: 800, archive: 1600 }, differing: 0, examples: [] });
  }
});

test('of rows that differ what is stored is taken, else that of REST; they are counted, with examples', async () => {
  const [archive, rest] = [
    Array.from({ length: 9 }, (_, at) => candle(at, '7')),
    [2, 3, 4, 5, 6, 7].map((at) => candle(at, '8')),
  ];
  const { rows, facts } = await merge([
    sourceOf('archive', archive, 4),
    sourceOf('rest', rest, 2),
    sourceOf('stored', [candle(7, '9')], 1),
  ]);
  const volumes = rows.map(({ member }) => (JSON.parse(member) as unknown[])[5]);
  expect(volumes).toEqual(['7', '7', '8', '8', '8', '8', '8', '9', '7']);
  // The stored one differs from both others.
  expect(facts).toMatchObject({ rows: { stored: 1, rest: 5, archive: 3 }, differing: 7 });
  expect(facts.examples).toHaveLength(5);
  expect(facts.examples[0]).toEqual({
    score: 2 * MINUTE,
    taken: 'rest',
    takenMember: candle(2, '8').member,
    left: 'archive',
    leftMember: candle(2, '7').member,
  });
});

test('numbers that are equal are equal, and what nobody is shown is not compared', async () => {
  const { facts } = await merge([
    sourceOf('archive', [candle(1, '7.5'), candle(2, '7', FINAL, '17928899.6'), candle(3, '7.50000001')], 9),
    sourceOf('rest', [candle(1, '7.50000000'), candle(2, '7.0'), candle(3, '7.5')], 9),
  ]);
  expect(facts.differing).toBe(1);
  expect(facts.examples[0]?.score).toBe(3 * MINUTE);
});

test('a row that may still change gives way to one that does not, and does not differ from it', async () => {
  const { rows, facts } = await merge([
    sourceOf('stored', [candle(1, '5', FORMING)], 1),
    sourceOf('rest', [candle(1, '7')], 1),
  ]);
  expect(rows).toEqual([candle(1, '7')]);
  expect(facts).toMatchObject({ rows: { stored: 0, rest: 1 }, differing: 0 });
});

test('what one source does not tell is no difference', async () => {
  const merged = mergeSources(
    [
      sourceOf('archive', [{ score: 1, member: '[1,"0.00010000",null,8,null,null]' }], 1),
      sourceOf('rest', [{ score: 1, member: '[1,"0.0001","5.5",8,"0.02","-0.02"]' }], 1),
    ],
    rowOf('usdm', 'funding-rate'),
    { isSettled: () => true },
  );
  for await (const part of merged.read(0, 9)) expect(part).toHaveLength(1);
  expect(merged.facts().differing).toBe(0);
});

test('all sources are ended when reading ends, by a fault too', async () => {
  const stored = sourceOf('stored', [candle(1, '5'), candle(2, '5'), candle(3, '5')], 1);
  const broken: RowSource = {
    name: 'rest',
    async *read() {
      yield [candle(2, '5')];
      throw new Error('no answer');
    },
  };
  await expect(merge([stored, broken])).rejects.toThrow('no answer');
  expect(stored.isEnded).toBe(true);
});
