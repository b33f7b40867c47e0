import { regressions, type Sample } from '../../../../rig/rules.ts';

const sample = (rows: readonly string[], more: Partial<Sample> = {}): Sample => ({
  asOf: 1000,
  version: 10,
  rows,
  ...more,
});
const book = (lastUpdateId: number): string => JSON.stringify({ lastUpdateId, bids: [], asks: [] });
const candle = (trades: number, flag: number, openTime = 60_000): string =>
  JSON.stringify([openTime, '1', '1', '1', '1', '1', 119_999, '1', trades, '1', '1', '0', flag]);

it.each<[string, Parameters<typeof regressions>[0], Sample, Sample, RegExp]>([
  ['an older asOf', 'latest', sample(['a']), sample(['a'], { asOf: 999 }), /asOf went down by 1 ms/],
  ['a lower version', 'latest', sample(['a']), sample(['b'], { version: 9 }), /version went down/],
  ['another value of the same version', 'latest', sample(['a']), sample(['b']), /changed without its version/],
  ['an older book', 'depth', sample([book(7)]), sample([book(6)], { asOf: 60_999, version: 11 }), /from 7 to 6/],
  ['a final candle that forms again', 'candles', sample([candle(3, 2)]), sample([candle(3, 1)]), /not final any more/],
  ['a candle that loses trades', 'candles', sample([candle(3, 1)]), sample([candle(2, 1)]), /lost trades: 3, 2/],
  ['a final candle that loses trades', 'candles', sample([candle(3, 2)]), sample([candle(2, 2)]), /lost trades: 3, 2/],
  ['trades that end earlier', 'trades', sample(['[9,"1"]']), sample(['[8,"1"]']), /from 9 to 8/],
])('%s is red', (_name, kind, before, after, broken) => {
  expect(regressions(kind, before, after)).toEqual([expect.stringMatching(broken)]);
});

it.each<[string, Parameters<typeof regressions>[0], Sample, Sample]>([
  ['nothing new', 'latest', sample(['a']), sample(['a'])],
  ['a new value', 'latest', sample(['a']), sample(['b'], { asOf: 1001, version: 11 })],
  ['a book of a new sequence', 'depth', sample([book(7)]), sample([book(1)], { asOf: 61_000, version: 11 })],
  ['a candle that grows and becomes final', 'candles', sample([candle(3, 1)]), sample([candle(4, 2)])],
  ['the next candle', 'candles', sample([candle(3, 2)]), sample([candle(0, 1, 120_000), candle(3, 2)])],
  ['more trades', 'trades', sample(['[9,"1"]']), sample(['[10,"1"]', '[9,"1"]'])],
])('%s is fine', (_name, kind, before, after) => {
  expect(regressions(kind, before, after)).toEqual([]);
});
