import { cell } from '../cells/cell.ts';
import { type Growth, grownBy, noGrowth } from '../figures/budget/growth.ts';
import { marketsIn } from '../figures/budget/marketsIn.ts';
import { type HealthAnswer, health } from './health.ts';

/** How the counters of /health grow, while somebody looks. What was known stays when nobody does. */
export const growth = cell<Growth>(noGrowth, () => {
  take(health.get());
  return health.watch(take);
});

function take(answer: HealthAnswer | null): void {
  // While Redis is away all counters stand still.
  if (answer === null || !answer.body.redis.ok) return;
  const { at, workers, callers } = answer.body;
  const minutes = new Map([...marketsIn(answer.body)].map(([market, { weight }]) => [market, weight.minute]));
  growth.set(grownBy(growth.get(), { at, workers, callers, minutes }));
}
