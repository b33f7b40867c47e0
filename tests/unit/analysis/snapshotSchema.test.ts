import fs from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { figuresOf } from '../../../analysis/figuresOf.ts';
import { figureTable } from '../../../analysis/figureTable.ts';
import type { Parts, Snapshot } from '../../../analysis/snapshot.ts';
import { snapshotSchema } from '../../../analysis/snapshotSchema.ts';

interface Part {
  readonly properties?: Readonly<Record<string, Part>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly additionalProperties?: boolean;
}

/** All that has no members of its own, by its path. */
const leaves = (part: Part, path: string[] = []): [string, Part][] =>
  part.properties === undefined
    ? [[path.join('.'), part]]
    : Object.entries(part.properties).flatMap(([name, one]) => leaves(one, [...path, name]));

const { properties } = snapshotSchema as { properties: Record<string, Part> };

it('has exactly the figures of the table, each with its formula and unit', () => {
  const found = leaves(properties.figures ?? {});
  expect(found.map(([name]) => name).sort()).toEqual(figureTable.map(({ name }) => name).sort());
  for (const { name, unit, says } of figureTable) {
    const description = new Map(found).get(name)?.description ?? '';
    expect(description).toBe(`${says} [${unit}]`);
  }
});

it('stands alone, and is what docs/snapshot.schema.json says', () => {
  expect(JSON.stringify(snapshotSchema)).not.toContain('$ref');
  expect(JSON.parse(fs.readFileSync('docs/snapshot.schema.json', 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(snapshotSchema)),
  );
});

const none: Parts = {
  ...{ price: null, 'book-ticker': null, depth: null, trades: null, 'high-low': null, 'avg-price': null },
  klines: { '60': null, '1440': null },
};

const snapshotWith = (changes: Partial<Snapshot> = {}): unknown => {
  const parts = changes.parts ?? none;
  const at = 1_790_000_041_250;
  const base = { version: 1, market: 'spot', code: 'btcusdt', at, source: 'binance', skewMs: null, missing: [] };
  return JSON.parse(JSON.stringify({ ...base, parts, figures: changes.figures ?? figuresOf(parts, at), ...changes }));
};

const options = { strict: true, strictRequired: false, allowUnionTypes: true };
const { $schema: _, ...anyDraft } = snapshotSchema;

const checks = {
  '2020-12': new Ajv2020(options).compile(snapshotSchema),
  'draft-07': new Ajv(options).compile(anyDraft),
};

describe.each(['2020-12', 'draft-07'] as const)('in the words of %s', (draft) => {
  const isSnapshot = checks[draft];
  const long = `${'9'.repeat(80)}.${'9'.repeat(80)}`;
  const longest = { bids: Array.from({ length: 5_000 }, () => [long, long]), asks: [[long, long]] };
  const book = { bids: [['100', '2']], asks: [['101', '1', 'more']], lastUpdateId: 7 };
  it.each([
    ['of nothing', snapshotWith()],
    ['of a book', snapshotWith({ parts: { ...none, depth: { asOf: 1, value: book } } })],
    [
      'of the longest decimals that can be read',
      snapshotWith({ parts: { ...none, depth: { asOf: 1, value: longest } } }),
    ],
    ['with what is missing', snapshotWith({ missing: [{ part: 'depth', why: 'stale' }], skewMs: 12 })],
  ])('takes a snapshot %s', (_what, snapshot) => {
    expect(isSnapshot(snapshot) || isSnapshot.errors).toBe(true);
  });

  it.each([
    ['of another version', snapshotWith({ version: 2 as never })],
    ['with more members', { ...(snapshotWith() as object), more: 1 }],
    ['with a time that is text', snapshotWith({ at: 'now' as never })],
    [
      'with a figure that is a number',
      snapshotWith({ figures: { ...figuresOf(none, 1), price: { last: 1 } as never } }),
    ],
    ['with a figure less', snapshotWith({ figures: { ...figuresOf(none, 1), book: undefined as never } })],
    [
      'with a side of a book that is none',
      snapshotWith({ parts: { ...none, depth: { asOf: 1, value: { bids: 7, asks: [] } } } }),
    ],
    [
      'with rows without columns',
      snapshotWith({ parts: { ...none, trades: { asOf: 1, rows: [] } as never }, figures: figuresOf(none, 1) }),
    ],
    ['that is null', null],
  ])('refuses one %s', (_what, snapshot) => expect(isSnapshot(snapshot)).toBe(false));
});
