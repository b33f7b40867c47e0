import { matrixOf, narrowed, placesIn } from '../../../../web/figures/freshness/matrix.ts';
import { judged, over } from './judged.ts';

const feeds = [
  judged({ type: 'trades' }),
  judged({ type: 60 }),
  over(10, { type: 'trades', code: 'ethusdt' }),
  judged({ type: 60, code: 'ethusdt' }),
  judged({ market: 'usdm', type: 'trades' }),
  judged({ market: 'usdm', type: 60, price: 'mark' }),
];
const matrix = matrixOf(feeds);
const titles = ({ columns }: typeof matrix) => columns.map(({ title }) => title);
const keys = ({ rows }: typeof matrix) => rows.map(({ key }) => key);

it('has a row for each pair of each market, and a column for each feed that any of them has', () => {
  expect(titles(matrix)).toEqual(['trades', '1h', '1h mark']);
  expect(keys(matrix)).toEqual(['spot:btcusdt', 'spot:ethusdt', 'usdm:btcusdt']);
  expect(placesIn(matrix)).toEqual([
    [0, 1],
    [0, 1],
    [0, 2],
  ]);
});

it('each value stands in its own cell', () => {
  for (const feed of feeds) {
    const key = `${feed.market ?? 'spot'}:${feed.code}`;
    const cells = [...(matrix.rows.find((row) => row.key === key)?.cells.values() ?? [])];
    expect(cells.map((cell) => cell.feed)).toContain(feed);
  }
});

it('counts the steps of each row, of each column, and of all', () => {
  expect(matrix.rows.map(({ counts }) => counts)).toEqual([{ fresh: 2 }, { stale: 1, fresh: 1 }, { fresh: 2 }]);
  expect(matrix.columns.map(({ counts }) => counts)).toEqual([{ fresh: 2, stale: 1 }, { fresh: 2 }, { fresh: 1 }]);
  expect(matrix.counts).toEqual({ fresh: 5, stale: 1 });
});

it.each([
  ['', ['spot:btcusdt', 'spot:ethusdt', 'usdm:btcusdt'], ['trades', '1h', '1h mark']],
  ['ETH', ['spot:ethusdt'], ['trades', '1h']],
  ['usdm', ['usdm:btcusdt'], ['trades', '1h mark']],
  ['1h', ['spot:btcusdt', 'spot:ethusdt'], ['1h']],
  ['mark', ['usdm:btcusdt'], ['1h mark']],
  ['  eth   trades ', ['spot:ethusdt'], ['trades']],
  ['doge', [], []],
  ['btc doge', [], []],
])('“%s” leaves the pairs %j and the feeds %j', (text, rows, columns) => {
  const left = narrowed(matrix, text);
  expect([keys(left), titles(left)]).toEqual([rows, columns]);
});

it('is empty where nothing is collected', () => {
  expect(matrixOf([])).toEqual({ columns: [], rows: [], counts: {} });
});

it('codes of any kind are kept apart', () => {
  const codes = ['<b>x</b>usdt', '币安人生usdt', '🚀usdt', '\u202eabcusdt', 'constructor'];
  expect(keys(matrixOf(codes.map((code) => judged({ code }))))).toEqual(codes.map((code) => `spot:${code}`));
});
