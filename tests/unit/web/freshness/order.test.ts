import { matrixOf, type NamedFeed } from '../../../../web/figures/freshness/matrix.ts';
import { inOrder, orderOf, worstOf } from '../../../../web/figures/freshness/order.ts';
import { judged, over } from './judged.ts';

const codes = (feeds: readonly NamedFeed[], by: 'worst' | 'pair' = 'worst') =>
  orderOf(matrixOf(feeds), by).map((key) => key.replace('spot:', ''));

it('the worst comes first, by how far it is over its own limit, not by its age', () => {
  const old = over(0, { code: 'old', age: 3_600_000, period: 1_200 });
  const all = [judged({ code: 'well' }), over(100, { code: 'little' }), old, over(900, { code: 'much' })];
  expect(codes(all)).toEqual(['much', 'little', 'old', 'well']);
});

it('what is not stored is worse than what is old; what is out of step is stale at any age', () => {
  const nothing = judged({ code: 'nothing', age: null, stale: true });
  const step = judged({ code: 'step', stale: true, outOfStep: true });
  expect(codes([judged({ code: 'well' }), step, over(5, { code: 'old' }), nothing])).toEqual([
    'nothing',
    'old',
    'step',
    'well',
  ]);
});

it('what is near its limit comes before what is well, and after what is stale', () => {
  const near = judged({ code: 'near', age: 4_000 });
  expect(codes([judged({ code: 'a' }), near, over(1, { code: 'stale' })])).toEqual(['stale', 'near', 'a']);
});

it('pairs that are well, or not traded, keep their places, whatever their ages are', () => {
  const halted = over(99_999, { code: 'halted', status: 'HALT' });
  const waiting = judged({ code: 'waiting', age: null, waiting: true });
  const young = judged({ code: 'young', age: 1 });
  expect(codes([young, halted, judged({ code: 'older', age: 3_000 }), waiting])).toEqual([
    'young',
    'halted',
    'older',
    'waiting',
  ]);
});

it('can be ordered by pair, the markets of a pair beside each other', () => {
  const feeds = [over(9, { code: 'b' }), judged({ code: 'a', market: 'usdm' }), judged({ code: 'a' })];
  expect(codes(feeds, 'pair')).toEqual(['a', 'usdm:a', 'b']);
});

it('the worst of all is found by name, and there is none where all are well', () => {
  const feeds = [over(5), over(70, { code: 'ethusdt', type: 5 }), judged({ code: 'x' })];
  expect(worstOf(matrixOf(feeds))).toMatchObject({ row: { key: 'spot:ethusdt' }, type: '5', step: 'stale' });
  expect(worstOf(matrixOf([judged(), over(9, { code: 'x', status: 'HALT' })]))).toBeNull();
});

it('an order of before is kept; new rows come last, those that have gone are left out', () => {
  const rows = ['new', 'a', 'b'].map((key) => ({ key }));
  expect(inOrder(rows, ['b', 'gone', 'a']).map(({ key }) => key)).toEqual(['b', 'a', 'new']);
});
