import type { FeedRow } from '../../../markets/market.js';
import { collectors } from '../../../markets/markets.js';
import { spot } from '../../../markets/spot.js';

const { stretch, ...rest } = spot.feeds.price;
const whole = { ...rest, stretch } satisfies FeedRow;
// @ts-expect-error a row that does not say when it is stretched is none: this line is what fails to compile once it is
const without = { ...rest } satisfies FeedRow;

it('when a feed is stretched stands in its row, without which nothing compiles', () => {
  expect(whole.stretch.turn).toBeGreaterThan(0);
  expect(without).not.toHaveProperty('stretch');
});

it('no two feeds of a market have the same turn', () => {
  for (const market of new Set(collectors.map((collector) => collector.market))) {
    const rows = new Set(collectors.filter((collector) => collector.market === market).map(({ row }) => row));
    const turns = [...rows].flatMap(({ stretch }) => [stretch.turn, ...(stretch.early ? [stretch.early.turn] : [])]);
    expect(new Set(turns).size).toBe(turns.length);
  }
});
