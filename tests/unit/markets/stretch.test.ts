import type { FeedRow } from '../../../markets/market.js';
import { spot } from '../../../markets/spot.js';

const { stretch, ...rest } = spot.feeds.price;
const whole = { ...rest, stretch } satisfies FeedRow;
// @ts-expect-error a row that does not say when it is stretched is none: this line is what fails to compile once it is
const without = { ...rest } satisfies FeedRow;

it('when a feed is stretched stands in its row, without which nothing compiles', () => {
  expect(whole.stretch.turn).toBeGreaterThan(0);
  expect(without).not.toHaveProperty('stretch');
});
