import { tickText } from '../../../../web/figures/candles/axis.ts';
import { pictureOf } from '../../../../web/figures/candles/picture.ts';
import { nothing } from '../../../../web/figures/candles/series.ts';
import { slotText } from '../../../../web/figures/candles/words.ts';
import { candleAt, MINUTE, NOON } from './candles.ts';

test('candles for those who listen', () => {
  const rows = [candleAt(-3), candleAt(-1, { volume: null }), candleAt(0, { final: false, close: '10.1' })];
  const series = { ...nothing, rows, restated: new Set([NOON - 3 * MINUTE]) };
  const picture = pictureOf(series, [], 1, NOON);
  expect(picture.slots.map((slot) => slotText(slot, picture, 'utc'))).toEqual([
    '2026-11-27 11:57: open 10.1, high 10.9, low 10.0, close 10.5, +3.96 %, volume 120, restated by the exchange',
    '2026-11-27 11:58: no candle is stored (no gap on the ledger says why)',
    '2026-11-27 11:59: open 10.1, high 10.9, low 10.0, close 10.5, +3.96 %',
    '2026-11-27 12:00: open 10.1, high 10.9, low 10.0, close 10.1, 0.00 %, volume 120, forming',
  ]);
});

test.each([
  ['2026-01-01T00:00:00Z', 0, '2026'],
  ['2026-01-05T00:00:00Z', 0, '2026-01-05'],
  ['2026-11-01T00:00:00Z', 1, '2026-11'],
  ['2026-11-02T00:00:00Z', 1, '11-02'],
  ['2026-11-27T00:00:00Z', 2, '11-27'],
  ['2026-11-27T15:30:00Z', 3, '15:30'],
  ['2026-11-27T15:30:00Z', 2, '11-27 15:30'],
])('a mark at %s of kind %i', (at, kind, text) => {
  expect(tickText(Date.parse(at), kind, 'utc')).toBe(text);
});
