import { percentOf, weightText } from '../../figures/budget/texts.ts';
import type { Weight } from '../../state/serverState.ts';

/** Used weight as a part of the limit, with marks of the plan and of our budget. The numbers stand below it. */
export function Meter({ market, weight }: { market: string; weight: Weight }) {
  const { used, planned, foreign, budget, limit } = weight;
  const at = (value: number) => ({ left: `${percentOf(value, limit)}%` });
  const text = `${weightText(used)} of ${weightText(limit)}`;
  return (
    <div class={used !== null && used > budget ? 'budget-meter is-over' : 'budget-meter'}>
      <meter
        class="hidden"
        aria-label={`Weight used of ${market} in this minute`}
        aria-valuetext={text}
        max={limit}
        value={used ?? 0}
      >
        {text}
      </meter>
      <span aria-hidden="true" class="budget-used" style={{ width: `${percentOf(used, limit)}%` }} />
      <span aria-hidden="true" class="budget-foreign" style={{ width: `${percentOf(foreign, limit)}%` }} />
      <span aria-hidden="true" class="budget-mark" style={at(planned)} />
      <span aria-hidden="true" class="budget-mark is-budget" style={at(budget)} />
    </div>
  );
}
