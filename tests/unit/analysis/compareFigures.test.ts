import { compareFigures } from '../../../analysis/compareFigures.ts';
import { figuresOf } from '../../../analysis/figuresOf.ts';
import { figureTable } from '../../../analysis/figureTable.ts';
import type { Figures } from '../../../analysis/snapshot.ts';
import { AT, fullParts } from '../../analysis/fullParts.ts';

const figures = figuresOf(fullParts, AT);
const { price, day, spread, trades } = figures;
const other: Figures = {
  ...figures,
  price: { ...price, last: '10.55', average: '0.00000001' },
  day: day && { ...day, change: '0.5', changePercent: null, trades: 1004 },
  spread: null,
  trades: trades && { ...trades, ratio: '0' },
};

const changeOf = (name: string, a = figures, b = other) => compareFigures(a, b).find((row) => row.name === name);

it('has a row for each figure, in the order of the table', () => {
  expect(compareFigures(figures, other).map(({ name, unit }) => ({ name, unit }))).toEqual(
    figureTable.map(({ name, unit }) => ({ name, unit })),
  );
});

it('says a change as it is, and in per cent of what was before', () => {
  expect(changeOf('price.last')).toEqual({
    ...{ name: 'price.last', unit: 'quote asset', a: '10.5', b: '10.55', change: '0.05', changePercent: '0.47619048' },
  });
  expect(changeOf('day.trades')).toMatchObject({ a: 904, b: 1004, change: '100', changePercent: '11.0619469' });
  expect(changeOf('price.average')).toMatchObject({ change: '-10.45999999', changePercent: '-99.9999999' });
});

it('a rise from below 0 is a rise in per cent, too', () => {
  expect(changeOf('day.change')).toMatchObject({ a: '-0.5', b: '0.5', change: '1', changePercent: '200' });
});

it('says no change from or to what is null, and no per cent of 0', () => {
  expect(changeOf('day.changePercent')).toMatchObject({ a: '-4.545', b: null, change: null, changePercent: null });
  expect(changeOf('spread.mid')).toMatchObject({ a: spread?.mid, b: null, change: null, changePercent: null });
  expect(changeOf('trades.ratio', other, figures)).toMatchObject({ a: '0', changePercent: null });
  expect(changeOf('trades.ratio', other, figures)?.change).toBe(trades?.ratio);
  expect(changeOf('price.last', other, other)).toMatchObject({ change: '0', changePercent: '0' });
});

it('says no change of texts, ids and times', () => {
  for (const name of ['candles.60.trend', 'trades.largest.id', 'trades.from', 'candles.240.closed.openTime']) {
    const row = changeOf(name);
    expect(row).toMatchObject({ change: null, changePercent: null });
    expect(row?.a).not.toBeNull();
  }
});
