import { type CsvValue, csvFileName, csvOf } from '../../../web/figures/csv.ts';

const cell = (value: CsvValue): string =>
  csvOf([{ name: 'x', of: () => value }], [null])
    .split('\r\n')
    .slice(1, -1)
    .join('\r\n');

it('has a line for the names and one for each row', () => {
  const columns = [
    { name: 'pair', of: ({ pair }: { pair: string; price: string | null }) => pair },
    { name: 'last, of all', of: ({ price }: { price: string | null }) => price },
  ];
  const rows = [
    { pair: 'btcusdt', price: '0.00000001' },
    { pair: '🚀"x",y', price: null },
  ];
  expect(csvOf(columns, rows)).toBe('pair,"last, of all"\r\nbtcusdt,0.00000001\r\n"🚀""x"",y",\r\n');
  expect(csvOf(columns, [])).toBe('pair,"last, of all"\r\n');
});

it.each<[CsvValue, string]>([
  [null, ''],
  [undefined, ''],
  ['', ''],
  [0, '0'],
  [-1.5, '-1.5'],
  [true, 'true'],
  ['a\r\nb', '"a\r\nb"'],
  [' a', '" a"'],
  ['<b>שלום</b>', '<b>שלום</b>'],
])('%p stands there as %p', (value, text) => {
  expect(cell(value)).toBe(text);
});

describe('a spreadsheet takes no text for a formula', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-cmd', "'-cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
    [' =1', "' =1"],
    ['\t=1', "'\t=1"],
    ['-1-1', "'-1-1"],
  ])('%p', (value, text) => {
    expect(cell(value)).toBe(text);
  });

  it.each(['-0.00010000', '+5', '1e-8', '-1E7'])('but the number %p stays one', (value) => {
    expect(cell(value)).toBe(value);
  });
});

it('the name of the file says what it is and when it was saved', () => {
  expect(csvFileName('audit', Date.UTC(2026, 10, 27, 15, 30))).toBe('binance-collector-audit-20261127T153000Z.csv');
  expect(csvFileName('../a <b>', 0)).toBe('binance-collector-..-a-b--19700101T000000Z.csv');
});
