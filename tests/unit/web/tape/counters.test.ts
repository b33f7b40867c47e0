import { Counters, coverageOf } from '../../../../web/figures/tape/counters.ts';
import { Seen } from '../../../../web/figures/tape/seen.ts';

const NOW = 1_000_000;

const trade = (time: number, value: string, isSold: boolean) => ({
  id: 1,
  time,
  price: '1',
  qty: value,
  value,
  isSold,
});

it('sums what takers did within some time, whatever order it comes in', () => {
  const counters = new Counters();
  counters.add(trade(500_000, '10', false), NOW);
  counters.add(trade(300_000, '3', true), NOW);
  counters.add(trade(499_000, '5', true), NOW);
  counters.add(trade(499_500, '7.5', false), NOW);
  expect(counters.last(60, 500_000)).toEqual({ boughtValue: 17.5, soldValue: 5, bought: 2, sold: 1 });
  expect(counters.last(300, 500_000)).toEqual({ boughtValue: 17.5, soldValue: 8, bought: 2, sold: 2 });
  expect(counters.last(60, 600_000)).toEqual({ boughtValue: 0, soldValue: 0, bought: 0, sold: 0 });
});

it('what is older is forgotten, and taken in no more', () => {
  const counters = new Counters();
  counters.add(trade(1_000, '1', false), NOW);
  counters.add(trade(1_000_000, '2', false), NOW);
  counters.add(trade(1_000, '4', false), NOW);
  expect(counters.last(10_000, 1_000_000)).toEqual({ boughtValue: 2, soldValue: 0, bought: 1, sold: 0 });
});

it('one from the future is passed over, and what comes after it counts', () => {
  const counters = new Counters();
  counters.add(trade(NOW + 3_600_000, '1', false), NOW);
  counters.add(trade(NOW + 30_000, '2', false), NOW);
  counters.add(trade(NOW - 1_000, '4', true), NOW);
  expect(counters.last(60, NOW)).toEqual({ boughtValue: 2, soldValue: 4, bought: 1, sold: 1 });
});

describe('what was not seen of a time', () => {
  const seenOf = (...ids: number[]) => {
    const seen = new Seen();
    for (const id of ids) seen.add(id, id * 1_000);
    return seen.spans;
  };

  it('is nothing, where the first trade that was seen came before it', () =>
    expect(coverageOf(seenOf(10, 11), 60, 70_500)).toEqual({ since: null, missing: 0 }));

  it('begins with the first one that was seen', () =>
    expect(coverageOf(seenOf(20, 21), 60, 70_500)).toEqual({ since: 20_000, missing: 0 }));

  it('includes what is missing in between, but not what was missing before', () =>
    expect(coverageOf(seenOf(1, 5, 50, 53), 60, 70_500)).toEqual({ since: null, missing: 44 + 2 }));

  it('is not known, where nothing was seen', () =>
    expect(coverageOf([], 60, 70_500)).toEqual({ since: null, missing: 0 }));
});
