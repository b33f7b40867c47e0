import type { Column, Row } from '../../figures/freshness/matrix.ts';
import { ageText, cellSentence, stepNow, steps } from '../../figures/freshness/step.ts';
import { feedTitle } from '../../figures/markets.ts';
import { ageNow } from '../../state/clock.ts';
import type { FeedHealth } from '../../state/health.ts';
import { Missed } from './Head.tsx';
import type { CellName, Shown } from './shown.ts';

interface PairRowProps extends Shown {
  readonly row: Row<FeedHealth>;
  /** Where it stands among all rows of the table, the head counted as 1. */
  readonly index: number;
  readonly columns: readonly Column[];
  readonly opened: CellName | null;
  /** The one cell that the Tab key leads to. */
  readonly stop: CellName | null;
  /** That cell is to take the focus. */
  readonly isAwaited: boolean;
  onActive(cell: CellName): void;
  onOpen(cell: CellName): void;
}

/** All feeds of one pair. */
export function PairRow({ row, index, columns, opened, stop, isAwaited, onActive, onOpen, ...shown }: PairRowProps) {
  const { key, code, market, cells, counts } = row;
  return (
    <tr aria-rowindex={index} data-row={key}>
      <th scope="row" title={`${code} (${market})`}>
        <bdi>{code}</bdi> <span class="faint">{market}</span> <Missed counts={counts} />
      </th>
      {columns.map(({ type }) => {
        const cell = cells.get(type);
        if (cell === undefined) return <td key={type} />;
        const { feed } = cell;
        const age = ageNow({ age: feed.age, at: shown.answer.at });
        const step = stepNow(cell.step, feed, age);
        const name = { row: key, type };
        const isStop = stop?.row === key && stop.type === type;
        return (
          <td key={type}>
            <button
              type="button"
              class={`is-${step}`}
              data-type={type}
              data-step={step}
              data-awaited={isStop && isAwaited}
              tabIndex={isStop ? 0 : -1}
              aria-expanded={opened?.row === key && opened.type === type}
              aria-label={cellSentence(`${code} ${feedTitle(feed)} (${market})`, { ...feed, age }, step)}
              onFocus={() => onActive(name)}
              onClick={() => onOpen(name)}
            >
              <span aria-hidden="true">{steps[step].sign}</span> {ageText(age, step)}
            </button>
          </td>
        );
      })}
    </tr>
  );
}
