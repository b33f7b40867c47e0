import {
  candleOf,
  candlesOf,
  changeText,
  decimalsOf,
  isRising,
  stateOf,
} from '../../../../web/figures/candles/candle.ts';
import { candleAt } from './candles.ts';

test('a row of GetData is read as it is', () => {
  expect(candleOf(candleAt(0))).toEqual(candleAt(0));
});

test('candles of a price have neither volume nor trades', () => {
  const { volume: _, tradeCount: __, ...row } = candleAt(0);
  expect(candleOf(row)).toEqual(candleAt(0, { volume: null, tradeCount: null }));
});

test.each([
  ['null', null],
  ['a text', 'candle'],
  ['without a time', { ...candleAt(0), openTime: undefined }],
  ['with a time before all', { ...candleAt(0), openTime: -1 }],
  ['with a number for a price', { ...candleAt(0), high: 10.9 }],
  ['with markup for a price', { ...candleAt(0), low: '<b>1</b>' }],
  ['without a close', { ...candleAt(0), close: null }],
])('what is no candle is left out: %s', (_, row) => {
  expect(candlesOf([row, candleAt(1)])).toEqual([candleAt(1)]);
});

test('an answer that is no list has no candles', () => {
  expect([undefined, null, {}, 'x'].map(candlesOf)).toEqual([[], [], [], []]);
});

test('a candle forms until its time is over; then it waits for its confirmation', () => {
  const { closeTime } = candleAt(0);
  expect(stateOf(candleAt(0, { final: false }), closeTime)).toBe('forming');
  expect(stateOf(candleAt(0, { final: false }), closeTime + 1)).toBe('unconfirmed');
  expect(stateOf(candleAt(0), closeTime)).toBe('final');
});

test.each([
  ['100', '101.5', '+1.50 %', true],
  ['100', '99.25', '-0.75 %', false],
  ['100', '100', '0.00 %', true],
  ['100', '99.9999', '0.00 %', false],
  ['-0.0004', '-0.0003', '+25.00 %', true],
  ['0.00000001', '0.00000002', '+100.00 %', true],
  ['0', '1', '', true],
  ['0', '0', '', true],
])('from %s to %s is %s', (open, close, text, rising) => {
  expect([changeText(candleAt(0, { open, close })), isRising(candleAt(0, { open, close }))]).toEqual([text, rising]);
});

test('decimals are those of the prices, without the zeros behind them', () => {
  const prices = (price: string) => candleAt(0, { open: price, high: price, low: price, close: price });
  expect(decimalsOf([])).toBe(0);
  expect(decimalsOf([prices('10000000.00000000')])).toBe(0);
  expect(decimalsOf([prices('10000000.00000000'), prices('0.00000001')])).toBe(8);
  expect(decimalsOf([candleAt(0, { close: '-0.00071250' })])).toBe(7);
});
