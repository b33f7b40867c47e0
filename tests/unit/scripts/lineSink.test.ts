import type { Column, SeriesRow } from '../../../markets/market.js';
import { collectors } from '../../../markets/markets.js';
import { exportTableOf } from '../../../scripts/export/exportTable.ts';
import { lineSinkOf } from '../../../scripts/export/lineSink.ts';
import { csvFormat } from '../../../scripts/files/csvFormat.ts';
import { ndjsonFormat } from '../../../scripts/files/ndjsonFormat.ts';
import type { LineFormat } from '../../../scripts/files/tableWriter.ts';

const rows = new Map(
  collectors.flatMap(({ market, feed, row }) => (row.shape === 'series' ? [[`${market} ${feed}`, row] as const] : [])),
);

const usual: Readonly<Record<Column['type'], unknown[]>> = {
  decimal: ['0', '-0.00015000', '36123.45000000', '123456789012345678901234567890.12345678'],
  milliseconds: [0, 1_700_000_000_000],
  integer: [0, 7, 999_999_999_999_999],
  boolean: [true, false],
  text: ['BUY', 'a b;[c]', '{}'],
  objects: [],
};
/** Those that are right, but have to be parsed, and those that are wrong. */
const unusual: unknown[] = [null, '', 'a,"b"\nč', '\u2028', '€', -5, 1.5, 1e15, '1e5', '.5', true, 3, [], {}];

const at = (values: readonly unknown[], index: number): unknown => values[index % values.length];

function membersOf({ columns, changes }: SeriesRow): string[] {
  const fieldOf = (column: Column | null, index: number): unknown => {
    if (column === null) return at(['0', 5, true, null, ''], index);
    return column.name === changes?.state ? index % 3 : at(usual[column.type], index);
  };
  const plain = Array.from({ length: 12 }, (_, index) =>
    columns.map((column, place) => fieldOf(column, index + place)),
  );
  const changed = columns.flatMap((_, place) =>
    unusual.map((value) => (plain[0] ?? []).map((field, index) => (index === place ? value : field))),
  );
  const texts = [...plain, ...changed].map((fields) => JSON.stringify(fields));
  const [first = ''] = texts;
  return [
    ...texts,
    '',
    '[]',
    'null',
    first.slice(0, -1),
    `${first} `,
    first.replace('[', '[0'),
    first.replace(',', ', '),
  ];
}

test.each([...rows])('lines of %s are the same whether a member is copied or parsed', async (_, row) => {
  const table = exportTableOf(row);
  for (const format of [csvFormat(table.columns), ndjsonFormat(table.columns)]) {
    const copied = await linesBy(format, table, membersOf(row));
    const parsed = await linesBy(format, { ...table, pattern: /^(?!)/ }, membersOf(row));
    expect(copied).toEqual(parsed);
    expect(copied.text.split('\n').length).toBeGreaterThan(12);
  }
});

async function linesBy(format: LineFormat, table: ReturnType<typeof exportTableOf>, members: string[]) {
  let text = '';
  const write = async (lines: Uint8Array): Promise<void> => {
    text += Buffer.from(lines).toString();
  };
  const sink = lineSinkOf(table, { format, write });
  const added = members.map((member) => {
    const one = sink.add('btcusdt', member);
    return one === null ? null : { time: one.time, isForming: one.isForming };
  });
  await sink.flush();
  return { text, added };
}

test('more than there is room for at first is held', async () => {
  const row = rows.get('spot klines') as SeriesRow;
  const table = exportTableOf(row);
  const [member = ''] = membersOf(row);
  const { text } = await linesBy(csvFormat(table.columns), table, new Array(20_000).fill(member));
  const lines = new Set(text.trimEnd().split('\n'));
  expect([lines.size, text.split('\n').length]).toEqual([1, 20_001]);
});
