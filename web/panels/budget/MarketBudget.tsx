import { useMemo } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import type { CallersTold, Growth } from '../../figures/budget/growth.ts';
import { spendingOf } from '../../figures/budget/spending.ts';
import { callersText, foreignText, levelText, plotText, weightText } from '../../figures/budget/texts.ts';
import { spanText } from '../../figures/format.ts';
import { drawn, emptyTimeline, lengthOf } from '../../figures/timeline.ts';
import { Facts } from '../../parts/Facts.tsx';
import { Table, type TableColumn } from '../../parts/Table.tsx';
import { TimePlot } from '../../parts/TimePlot.tsx';
import { view } from '../../state/address.ts';
import type { Pool, Weight } from '../../state/serverState.ts';
import { Meter } from './Meter.tsx';
import { Spent } from './Spent.tsx';

interface MarketBudgetProps {
  readonly market: string;
  readonly weight: Weight;
  readonly growth: Growth;
  /** Absent: callers may ask nothing of its exchange. */
  readonly callers: CallersTold | undefined;
}

/** The weight of one market. */
export function MarketBudget({ market, weight, growth, callers }: MarketBudgetProps) {
  const spending = useMemo(() => spendingOf(growth, market), [growth, market]);
  const { used, planned, foreign, budget, limit, level, pools = [] } = weight;
  return (
    <section class="health-part" aria-label={`Budget of ${market}`} data-market={market}>
      <h3>{market}</h3>
      <p class="budget-level">{levelText(level)}</p>
      <Meter market={market} weight={weight} />
      <Facts
        of={[
          ['used in this minute', weightText(used)],
          ['planned (dotted mark)', weightText(planned)],
          ['for others (hatched)', weightText(foreign)],
          ['budget (thick mark)', weightText(budget)],
          ["the exchange's limit", weightText(limit)],
        ]}
      />
      <p>{foreignText(foreign)}</p>
      {callers !== undefined && <p>{callersText(callers)}</p>}
      {pools.length > 0 && (
        <Table
          label={`Limits of ${market} beside weight`}
          rows={pools}
          keyOf={({ name }) => name}
          columns={poolColumns}
        />
      )}
      {spending === null ? (
        <p class="faint">What it goes to is measured …</p>
      ) : (
        <Spent market={market} spending={spending} />
      )}
      <Plot market={market} growth={growth} budget={budget} />
    </section>
  );
}

/** Of limits that some requests are counted in apart from the others. */
const poolColumns: readonly TableColumn<Pool>[] = [
  ['limit beside weight', ({ name }) => name],
  ['used', ({ used }) => weightText(used)],
  ['planned', ({ planned }) => weightText(planned)],
  ['budget', ({ budget }) => weightText(budget)],
  ['limit', ({ limit }) => weightText(limit)],
  ['within', ({ windowMs }) => spanText(windowMs)],
];

const line = 'weight a minute, feeds and callers';

/** The budget is drawn where it is at most so many times what was spent: else what was spent would be flat. */
const NEAR = 5;

function Plot({ market, growth, budget }: { market: string; growth: Growth; budget: number }) {
  const { zone } = useCell(view);
  const timeline = growth.weights.get(market) ?? emptyTimeline;
  const { columns, isNear, text } = useMemo(() => {
    const [times = [], rates = []] = drawn(timeline);
    const isNear = budget <= NEAR * Math.max(...rates);
    const columns = times.length === 0 ? [] : [times, rates, times.map(() => (isNear ? budget : null))];
    return { columns, isNear, text: plotText(market, rates, lengthOf(timeline), budget) };
  }, [timeline, market, budget]);
  const lines = [line, isNear ? 'budget' : 'budget: far above'];
  return <TimePlot {...{ lines, columns, zone, text }} />;
}
