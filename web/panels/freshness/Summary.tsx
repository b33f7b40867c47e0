import { limitText } from '../../figures/freshness/details.ts';
import type { Counts, NamedFeed } from '../../figures/freshness/matrix.ts';
import type { Found } from '../../figures/freshness/order.ts';
import { isMissed, stepNames, steps } from '../../figures/freshness/step.ts';
import { feedOfMarket } from '../../figures/markets.ts';
import type { CellName } from './shown.ts';

interface SummaryProps {
  readonly counts: Counts;
  /** null: all are well. */
  readonly worst: Found<NamedFeed> | null;
  onOpen(cell: CellName): void;
}

/** How many are stale, and the worst by name. */
export function Summary({ counts, worst, onOpen }: SummaryProps) {
  const countOf = (names: typeof stepNames) => names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  const [all, missed] = [countOf(stepNames), countOf(stepNames.filter(isMissed))];
  return (
    <p class="line fresh-summary">
      <strong>
        {missed === 0
          ? `None of ${all} values is stale.`
          : `${missed} of ${all} values ${missed === 1 ? 'is' : 'are'} stale.`}
      </strong>{' '}
      {worst !== null && (
        <>
          Worst:{' '}
          <button type="button" onClick={() => onOpen({ row: worst.row.key, type: worst.type })}>
            <bdi>{worst.row.code}</bdi> {feedOfMarket(worst.feed)}
          </button>{' '}
          {steps[worst.step].word}
          {worst.feed.age !== null && `, ${limitText(worst.feed, worst.step)}`}
        </>
      )}
    </p>
  );
}
