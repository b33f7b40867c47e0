import { Liquidations, liquidationIn } from '../../../../web/figures/tape/liquidations.ts';

const row = (id: number) => ({
  id,
  time: id,
  side: 'SELL',
  price: '9',
  averagePrice: '10',
  qty: '3',
  filledQty: '2',
  quoteValue: '20',
  status: 'FILLED',
});
const belowOf = (list: Liquidations) => list.told.map(({ row: { id }, below }) => [id, below]);

it('shows what was filled', () => {
  expect(liquidationIn(row(5))).toEqual({ id: 5, time: 5, price: '10', qty: '2', value: '20', isSold: true });
  expect(liquidationIn({ ...row(5), side: 'BUY', quoteValue: null })).toMatchObject({ isSold: false, value: '' });
});

it.each([null, 1, {}, { ...row(5), id: 'x' }, { ...row(5), time: null }, { ...row(5), side: '<b>' }])(
  '%j is none',
  (bad) => expect(liquidationIn(bad)).toBeNull(),
);

it('after a break something may be missing, until it was fetched', () => {
  const list = new Liquidations();
  list.take([row(100), row(200)], true);
  expect(list.unknown).toEqual({ before: 100, until: -1 });
  list.fill({ before: 100, until: -1 }, [row(90)], 'known');
  expect(list.unknown).toBeNull();
  list.take([row(300)], false);
  list.take([row(500), row(600)], true);
  expect(list.unknown).toEqual({ before: 500, until: 300 });
  list.fill({ before: 500, until: 300 }, [row(400), row(350)], 'known');
  expect(belowOf(list)).toEqual([600, 500, 400, 350, 300, 200, 100, 90].map((id) => [id, 'known']));
});

it('what is told again is no break where it overlaps what is known', () => {
  const list = new Liquidations();
  list.take([row(100), row(200)], false);
  list.take([row(200), row(300)], true);
  expect(belowOf(list)).toEqual([300, 200, 100].map((id) => [id, 'known']));
});

it('so many that they were left out are named, and not asked for again', () => {
  const list = new Liquidations();
  list.take([row(100)], false);
  list.take([row(900)], true);
  list.fill({ before: 900, until: 100 }, [row(800), row(700)], 'left');
  expect(list.unknown).toBeNull();
  expect(belowOf(list)).toEqual([
    [900, 'known'],
    [800, 'known'],
    [700, 'left'],
    [100, 'known'],
  ]);
  list.fill({ before: 900, until: 700 }, [], 'left');
  expect(belowOf(list)[0]).toEqual([900, 'left']);
});

it('what could not be read is asked for again, from where it broke off', () => {
  const list = new Liquidations();
  list.take([row(100)], false);
  list.take([row(900)], true);
  list.fill({ before: 900, until: 100 }, [row(800)], 'unknown');
  expect(list.unknown).toEqual({ before: 800, until: 100 });
  list.fill({ before: 800, until: 100 }, [], 'unknown');
  expect(list.unknown).toEqual({ before: 800, until: 100 });
});

it('a hundred are kept, the newest', () => {
  const list = new Liquidations();
  list.take(
    Array.from({ length: 150 }, (_, index) => row(index + 1)),
    false,
  );
  expect([list.told.length, ...belowOf(list).slice(0, 1), belowOf(list).at(-1)]).toEqual([
    100,
    [150, 'known'],
    [51, 'left'],
  ]);
});
