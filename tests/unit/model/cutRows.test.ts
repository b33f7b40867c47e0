import fc from 'fast-check';
import { createRowCutter } from '../../../model/cutRows.ts';

/** What is cut out of a text that comes in parts of this many bytes. */
function cut(text: string, partLength = text.length) {
  const rows: string[] = [];
  const cutter = createRowCutter('symbols', (row) => rows.push(String(row)));
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += partLength) cutter.push(bytes.subarray(from, from + partLength));
  const after = cutter.after();
  return after && { before: String(cutter.before()), rows, after: String(after) };
}

const rowTexts = [
  '{"symbol":"币安人生USDT","filters":[{"a":"],\\"}"},{}]}',
  '{"symbol":"B","x":{"symbols":[1,2]}}',
  '{}',
  '7',
];
const text = `{"timezone":"U\\"symbols\\":[","rateLimits":[{"symbols":[1]}],"symbols":[${rowTexts.join(',')}],"end":[{"symbols":[]}]}`;

it.each([1, 2, 3, 7, 64, 10_000])(
  'rows and what stands around them stay as they were, in parts of %d bytes',
  (length) => {
    const found = cut(text, length);
    expect(found?.rows).toEqual(rowTexts);
    expect(`${found?.before}${found?.rows.join(',')}${found?.after}`).toBe(text);
  },
);

it('any rows come out as they went in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.integer({ min: 1, max: 40 }),
      (rows, more, length) => {
        const { symbols: _, ...others } = more;
        const members = Object.entries(others).map(
          ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)},`,
        );
        const json = `{${members.join('')}"symbols":[${rows.map((row) => JSON.stringify(row)).join(',')}]}`;
        // A name that ends so is no other one.
        fc.pre(Object.keys(others).every((name) => !name.endsWith('symbols')));
        expect(cut(json, length)?.rows).toEqual(rows.map((row) => JSON.stringify(row)));
      },
    ),
  );
});

it('spaces around rows are not theirs', () => {
  const pretty = JSON.stringify({ timezone: 'UTC', symbols: [{ symbol: 'A' }, { symbol: 'B' }] }, null, 2);
  expect(cut(pretty, 5)?.rows.map((row) => JSON.parse(row))).toEqual([{ symbol: 'A' }, { symbol: 'B' }]);
});

it.each([
  ['an empty list has no row', '{"symbols":[]}', []],
  ['nothing between two commas is a row of nothing', '{"symbols":[{},,{}]}', ['{}', '', '{}']],
  ['nor is anything after the last comma', '{"symbols":[{}, ]}', ['{}', '']],
])('%s', (_name, json, rows) => {
  expect(cut(json)?.rows).toEqual(rows);
});

it.each([
  '',
  '{}',
  '[]',
  '{"symbols":{}}',
  '{"symbols":[{}',
  '{"symbols":[{}]',
  '{"a":{"symbols":[]}}',
  '<html>"symbols":[',
  `{"a":"${'x'.repeat(3_000_000)}"`,
])('there are none in %.30s', (json) => {
  expect(cut(json, 4_096)).toBeNull();
});
