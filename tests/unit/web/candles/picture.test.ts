import type { Candle } from '../../../../web/figures/candles/candle.ts';
import type { LedgerGap } from '../../../../web/figures/candles/ledger.ts';
import { firstChange, MOST_BLANK, pictureOf, slotAt, unexplained } from '../../../../web/figures/candles/picture.ts';
import { nothing, type Series } from '../../../../web/figures/candles/series.ts';
import { candleAt, candlesAt, MINUTE, NOON, range } from './candles.ts';

const seriesOf = (rows: readonly Candle[], more: Partial<Series> = {}): Series => ({ ...nothing, rows, ...more });
const gap = (from: number, to: number, state = 'open'): LedgerGap => ({
  ...{ from: NOON + from * MINUTE, to: NOON + to * MINUTE, missing: to - from + 1 },
  ...{ cause: 'stream-down', state, changedAt: NOON, rows: 0 },
});
const draw = (series: Series, gaps: readonly LedgerGap[] = [], last: Parameters<typeof pictureOf>[4] = null) =>
  pictureOf(series, gaps, 1, NOON, last);
/** Minutes after noon; in brackets where nothing is stored. */
const slotsOf = (...of: Parameters<typeof draw>): string =>
  draw(...of)
    .slots.map(({ time, candle }) => ((time - NOON) / MINUTE).toString().replace(/.*/s, candle ? '$&' : '($&)'))
    .join(' ');

test('what is missing between stored candles takes room, whether the ledger says why or not', () => {
  expect(slotsOf(seriesOf(candlesAt(0, 1, 4, 5, 7)), [gap(2, 3)])).toBe('0 1 (2) (3) 4 5 (6) 7');
});

test('a gap is shaded over its span and says why', () => {
  const { shades } = draw(seriesOf(candlesAt(0, 1, 4, 5, 7)), [gap(2, 3, 'unfillable'), gap(90, 95), gap(900, 995)]);
  expect(shades).toEqual([
    { first: 2, last: 3, text: 'stream down, unfillable' },
    { first: 90, last: 95, text: 'stream down, open' },
  ]);
});

test('of a gap that is filled in part only what is still missing is shaded', () => {
  const { shades } = draw(seriesOf(candlesAt(0, 3, 4, 6, 8)), [gap(1, 7)]);
  expect(shades.map(({ first, last }) => [first, last])).toEqual([
    [1, 2],
    [5, 5],
    [7, 7],
  ]);
});

test('a gap behind the newest candle takes room, one in front of the oldest only where nothing older is kept', () => {
  const rows = candlesAt(10, 11);
  expect(slotsOf(seriesOf(rows), [gap(8, 9, 'expired'), gap(12, 13)])).toBe('10 11 (12) (13)');
  expect(slotsOf(seriesOf(rows, { isEnd: true }), [gap(8, 9, 'expired')])).toBe('(8) (9) 10 11');
});

test('a long gap takes little room, at its beginning and its end', () => {
  const { slots, shades } = draw(seriesOf(candlesAt(0, 100_000)), [gap(1, 99_999)]);
  expect(slots).toHaveLength(MOST_BLANK + 2);
  expect(shades).toEqual([{ first: 1, last: MOST_BLANK, text: 'stream down, open' }]);
  expect([slots[1]?.time, slots[MOST_BLANK]?.time]).toEqual([NOON + MINUTE, NOON + 99_999 * MINUTE]);
});

test('nothing is drawn of nothing, and of gaps without candles', () => {
  expect(draw(nothing, [gap(0, 5)])).toMatchObject({ slots: [], shades: [], places: 0, volumeUnit: 1 });
});

test('a change of the newest candle is the only change of a picture', () => {
  const rows = [...candlesAt(...range(-9, -1)), candleAt(0, { final: false })];
  const [series, gaps] = [seriesOf(rows), [gap(-7, -6)]];
  const before = draw(series, gaps);
  const after = draw(seriesOf([...rows.slice(0, -1), candleAt(0, { close: '10.123' })]), gaps, before);
  expect(firstChange(before.slots, after.slots)).toBe(9);
  expect([after.slots.at(-1)?.candle?.close, after.places, after.shades === before.shades]).toEqual([
    '10.123',
    3,
    true,
  ]);
  expect(before.slots.at(-1)?.state).toBe('forming');
  expect(after.slots.at(-1)?.state).toBe('final');
});

test('a candle that ends without a word is another state of the picture', () => {
  const series = seriesOf([candleAt(-1), candleAt(0, { final: false })]);
  const [before, gaps] = [pictureOf(series, [], 1, NOON), [] as const];
  const after = pictureOf(series, gaps, 1, NOON + MINUTE, { ...before, gaps });
  expect([before.slots[1]?.state, after.slots[1]?.state]).toEqual(['forming', 'unconfirmed']);
  expect(firstChange(before.slots, after.slots)).toBe(1);
});

test('a late or restated candle changes the picture where it stands', () => {
  const rows = candlesAt(0, 1, 3);
  const before = draw(seriesOf(rows));
  const late = draw(seriesOf([...rows.slice(0, 2), candleAt(2), ...rows.slice(2)]), [], before);
  expect(firstChange(before.slots, late.slots)).toBe(2);
  const series = seriesOf([candleAt(0, { close: '9' }), ...rows.slice(1)], {
    restated: new Set([NOON, NOON - MINUTE]),
  });
  const restated = draw(series, [], before);
  expect([firstChange(before.slots, restated.slots), restated.restated]).toEqual([0, [NOON]]);
  expect(firstChange(before.slots, draw(seriesOf(rows), [], before).slots)).toBe(before.slots.length);
});

test('volumes beyond what the chart takes are drawn in millions', () => {
  const unit = (volume: string | null) => draw(seriesOf([candleAt(0, { volume })])).volumeUnit;
  expect([unit('120.5'), unit('912345678901234.5'), unit(null)]).toEqual([1, 1_000_000, 1]);
});

test('the slot of a time', () => {
  const { slots } = draw(seriesOf(candlesAt(0, 1, 3)));
  expect([-5, 0, 2, 3, 9].map((minute) => slotAt(slots, NOON + minute * MINUTE))).toEqual([0, 0, 2, 3, 4]);
});

test('what is missing without a gap on the ledger', () => {
  expect(unexplained(draw(seriesOf(candlesAt(0, 2, 4)), [gap(3, 3)]), 1)).toEqual([
    { from: NOON + MINUTE, to: NOON + MINUTE },
  ]);
});

test('of a hole that a gap explains in part the others are named', () => {
  const span = (from: number, to: number) => ({ from: NOON + from * MINUTE, to: NOON + to * MINUTE });
  const picture = draw(seriesOf(candlesAt(0, 500)), [gap(-5, 1), gap(10, 10), gap(400, 600)]);
  expect(unexplained(picture, 1)).toEqual([span(2, 9), span(11, 399)]);
});
