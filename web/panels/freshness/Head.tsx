import type { Column, Counts } from '../../figures/freshness/matrix.ts';
import { isMissed, stepNames, steps } from '../../figures/freshness/step.ts';

/** Names of the feeds, each with the number of its values that are stale: they may be far to the right. */
export const Head = ({ columns }: { columns: readonly Column[] }) => (
  <>
    <colgroup>
      <col class="fresh-pair" />
      {columns.map(({ type }) => (
        <col key={type} />
      ))}
    </colgroup>
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col">Pair</th>
        {columns.map(({ type, title, counts }) => (
          <th key={type} scope="col" data-type={type}>
            {title} <Missed counts={counts} />
          </th>
        ))}
      </tr>
    </thead>
  </>
);

/** How many of a row or column are stale; nothing where none is. */
export function Missed({ counts }: { counts: Counts }) {
  const missed = stepNames.filter(isMissed).reduce((sum, step) => sum + (counts[step] ?? 0), 0);
  return missed === 0 ? null : (
    <b class="fresh-missed">
      {steps.stale.sign}
      {missed}
      <span class="hidden"> stale</span>
    </b>
  );
}
