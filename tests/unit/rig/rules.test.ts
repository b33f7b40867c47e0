import { regressions, type Sample } from '../../../rig/rules.ts';
import { type Target, targetsOf } from '../../../rig/targets.ts';
import { configOf } from '../../configOf.ts';

const targets = targetsOf(configOf({ pairs: ['btcusdt'] }));
const target = (name: string): Target => {
  const found = targets.find(({ collector }) => collector.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

const sample = (rows: readonly string[], more: Partial<Sample> = {}): Sample => ({
  asOf: 1000,
  version: 10,
  rows,
  ...more,
});
const book = (lastUpdateId: number): string => JSON.stringify({ lastUpdateId, bids: [], asks: [] });
const priceOf = (price: string): string => JSON.stringify({ symbol: 'BTCUSDT', price });
const candle = (trades: number, flag: number, openTime = 60_000): string =>
  JSON.stringify([openTime, '1', '1', '1', '1', '1', 119_999, '1', trades, '1', '1', '0', flag]);

it.each<[string, string, Sample, Sample, RegExp]>([
  [
    'an older asOf',
    'price',
    sample([priceOf('1.1')]),
    sample([priceOf('1.1')], { asOf: 999 }),
    /asOf went down by 1 ms/,
  ],
  ['a lower version', 'price', sample([priceOf('1.1')]), sample([priceOf('1.2')], { version: 9 }), /version went down/],
  [
    'another value of the same version',
    'price',
    sample([priceOf('1.1')]),
    sample([priceOf('1.2')]),
    /changed without its version/,
  ],
  ['an older book', 'depth', sample([book(7)]), sample([book(6)], { asOf: 60_999, version: 11 }), /from 7 to 6/],
  [
    'older figures of 24 hours',
    'high-low',
    sample(['{"closeTime":7}']),
    sample(['{"closeTime":6}'], { version: 11 }),
    /from 7 to 6/,
  ],
  ['a final candle that forms again', 'klines-1', sample([candle(3, 2)]), sample([candle(3, 1)]), /not final any more/],
  ['a candle that loses trades', 'klines-1', sample([candle(3, 1)]), sample([candle(2, 1)]), /lost trades: 3, 2/],
  ['a final candle that loses trades', 'klines-1', sample([candle(3, 2)]), sample([candle(2, 2)]), /lost trades: 3, 2/],
  ['trades that end earlier', 'trades', sample(['[9,"1"]']), sample(['[8,"1"]']), /from 9 to 8/],
])('%s is red', (_name, name, before, after, broken) => {
  expect(regressions(target(name), before, after)).toEqual([expect.stringMatching(broken)]);
});

it.each<[string, string, Sample, Sample]>([
  ['nothing new', 'price', sample([priceOf('1.1')]), sample([priceOf('1.1')])],
  ['a new value', 'price', sample([priceOf('1.1')]), sample([priceOf('1.2')], { asOf: 1001, version: 11 })],
  ['a book of a new sequence', 'depth', sample([book(7)]), sample([book(1)], { asOf: 61_000, version: 11 })],
  ['a candle that grows and becomes final', 'klines-1', sample([candle(3, 1)]), sample([candle(4, 2)])],
  ['the next candle', 'klines-1', sample([candle(3, 2)]), sample([candle(0, 1, 120_000), candle(3, 2)])],
  ['more trades', 'trades', sample(['[9,"1"]']), sample(['[10,"1"]', '[9,"1"]'])],
])('%s is fine', (_name, name, before, after) => {
  expect(regressions(target(name), before, after)).toEqual([]);
});
