import { marketOf } from '../../figures/budget/growth.ts';
import { marketsIn } from '../../figures/budget/marketsIn.ts';
import { HealthBody, type HealthShown } from '../../parts/HealthBody.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { MarketBudget } from './MarketBudget.tsx';
import { Pauses } from './Pauses.tsx';

/** What the exchange lets us ask of it, and what that goes to. */
export const Budget = () => (
  <Panel id="budget" title="Budget">
    <HealthBody>
      {(shown) => (
        <>
          <Pauses isOnScreen={shown.isOnScreen} />
          <Markets {...shown} />
        </>
      )}
    </HealthBody>
  </Panel>
);

function Markets({ health, growth }: HealthShown) {
  const collected = [...marketsIn(health)].filter(([market]) =>
    health.workers.some((worker) => marketOf(worker) === market && worker.state !== 'disabled'),
  );
  if (collected.length === 0) return <p>Nothing is collected, so no weight is spent.</p>;
  return (
    <div class="budget-markets">
      {collected.map(([market, { weight }]) => (
        <MarketBudget
          key={market}
          {...{ market, weight, growth }}
          callers={health.callers.find((told) => told.market === market)}
        />
      ))}
    </div>
  );
}
