import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { drawnOf, scrolledTo } from '../../figures/freshness/drawn.ts';
import { type Column, type Matrix as Figures, placesIn, type Row } from '../../figures/freshness/matrix.ts';
import { moved } from '../../figures/freshness/move.ts';
import { inOrder, type Order } from '../../figures/freshness/order.ts';
import type { FeedHealth } from '../../state/health.ts';
import { Head } from './Head.tsx';
import { PairRow } from './PairRow.tsx';
import type { CellName, Shown } from './shown.ts';
import { useKeptOrder } from './useKeptOrder.ts';
import { useSeen } from './useSeen.ts';

interface MatrixProps extends Shown {
  readonly matrix: Figures<FeedHealth>;
  readonly order: Order;
  readonly filter: string;
  /** Whose details are open; null: none. */
  readonly opened: CellName | null;
  /** A cell that is to take the focus, each time that another object says so. */
  readonly focused: CellName | null;
  onOpen(cell: CellName): void;
}

/** Pairs by feeds. Of many pairs those are drawn that can be seen. Arrow keys lead from cell to cell. */
export function Matrix({ matrix, order, filter, opened, focused, onOpen, ...shown }: MatrixProps) {
  const region = useRef<HTMLElement>(null);
  const seen = useSeen(region);
  const { keys, isHeld } = useKeptOrder(region, { matrix, order, filter, answer: shown.answer });
  const [active, setActive] = useState<CellName | null>(null);
  const isAwaited = useRef(false);
  const { columns } = matrix;
  const rows = inOrder(matrix.rows, keys);
  const { first, end } = drawnOf(rows.length, seen);
  const at = rows.findIndex(({ key }) => key === active?.row);
  const isActiveDrawn = at >= first && at < end && columns.some(({ type }) => type === active?.type);
  const stop = isActiveDrawn ? active : firstCell(rows[first], columns);

  const focusOn = (cell: CellName) => {
    const index = rows.findIndex(({ key }) => key === cell.row);
    if (index < 0 || region.current === null) return;
    const covered = region.current.querySelector('thead')?.offsetHeight ?? 0;
    region.current.scrollTop = scrolledTo(index, { ...seen, top: region.current.scrollTop }, covered);
    isAwaited.current = true;
    setActive({ ...cell });
  };
  // Only another wish moves the focus.
  useEffect(() => {
    if (focused !== null) focusOn(focused);
  }, [focused]);
  // A row far off is there only after it was scrolled to.
  useLayoutEffect(() => {
    const cell = isAwaited.current ? region.current?.querySelector<HTMLElement>('[data-awaited="true"]') : null;
    if (!cell) return;
    isAwaited.current = false;
    cell.focus();
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const column = columns.findIndex(({ type }) => type === active?.type);
    if (at < 0 || column < 0 || !(event.target instanceof HTMLButtonElement)) return;
    const to = moved({ row: at, column }, event.key, event.ctrlKey, placesIn({ rows, columns }));
    const [row, feed] = [rows[to?.row ?? -1], columns[to?.column ?? -1]];
    if (row === undefined || feed === undefined) return;
    event.preventDefault();
    focusOn({ row: row.key, type: feed.type });
  };

  return (
    <>
      {rows.length === 0 && <p class="line">{emptyText(filter)}</p>}
      {isHeld && <p class="line faint">The order stands still while you are in the table.</p>}
      <section
        ref={region}
        class="fresh-region"
        aria-label="Freshness of each feed of each pair; it can be scrolled"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by keys
        tabIndex={0}
      >
        {rows.length > 0 && (
          <table
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: arrow keys lead from cell to cell, as in a grid
            role="grid"
            aria-label="Freshness by pair and feed"
            aria-rowcount={rows.length + 1}
            style={{
              width: `calc(var(--fresh-pair) + ${columns.length * 5}rem)`,
              '--fresh-row': `${seen.rowHeight}px`,
            }}
            onKeyDown={onKeyDown}
          >
            <Head columns={columns} />
            <tbody>
              <Space rows={first} height={seen.rowHeight} columns={columns.length} />
              {rows.slice(first, end).map((row, index) => (
                <PairRow
                  key={row.key}
                  {...{ row, columns, opened, stop, ...shown }}
                  index={first + index + 2}
                  isAwaited={isAwaited.current && isActiveDrawn}
                  onActive={setActive}
                  onOpen={onOpen}
                />
              ))}
              <Space rows={rows.length - end} height={seen.rowHeight} columns={columns.length} />
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}

const firstCell = (row: Row<FeedHealth> | undefined, columns: readonly Column[]): CellName | null => {
  const column = columns.find(({ type }) => row?.cells.has(type));
  return row === undefined || column === undefined ? null : { row: row.key, type: column.type };
};

const emptyText = (filter: string): string =>
  filter === '' ? 'Nothing is collected: add pairs to CONFIG.json.' : `No pair and no feed is like “${filter}”.`;

/** The room of rows that are not drawn. */
const Space = ({ rows, height, columns }: { rows: number; height: number; columns: number }) =>
  rows === 0 ? null : (
    <tr class="fresh-space">
      <td colSpan={columns + 1} style={{ height: `${rows * height}px` }} />
    </tr>
  );
