import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Column, type Matrix as Figures, placesIn, type Row } from '../../figures/freshness/matrix.ts';
import { moved } from '../../figures/freshness/move.ts';
import { inOrder, type Order } from '../../figures/freshness/order.ts';
import { useRowWindow } from '../../parts/useRowWindow.ts';
import type { FeedHealth } from '../../state/health.ts';
import { Head } from './Head.tsx';
import { PairRow } from './PairRow.tsx';
import type { CellName, Shown } from './shown.ts';
import { useKeptOrder } from './useKeptOrder.ts';

/** Of a row. */
const ROW_REM = 1.6;

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
  const { keys, isHeld } = useKeptOrder(region, { matrix, order, filter, answer: shown.answer });
  const [active, setActive] = useState<CellName | null>(null);
  const isAwaited = useRef(false);
  const { columns } = matrix;
  const rows = inOrder(matrix.rows, keys);
  const drawn = useRowWindow(rows.length, region, ROW_REM);
  const { from, to, rowHeight } = drawn;
  const at = rows.findIndex(({ key }) => key === active?.row);
  const isActiveDrawn = at >= from && at < to && columns.some(({ type }) => type === active?.type);
  const stop = isActiveDrawn ? active : firstCell(rows[from], columns);

  const focusOn = (cell: CellName) => {
    const index = rows.findIndex(({ key }) => key === cell.row);
    if (index < 0) return;
    drawn.show(index);
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
    const next = moved({ row: at, column }, event.key, event.ctrlKey, placesIn({ rows, columns }));
    const [row, feed] = [rows[next?.row ?? -1], columns[next?.column ?? -1]];
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
              '--fresh-row': `${rowHeight}px`,
            }}
            onKeyDown={onKeyDown}
          >
            <Head columns={columns} />
            <tbody>
              <Space rows={from} height={rowHeight} columns={columns.length} />
              {rows.slice(from, to).map((row, index) => (
                <PairRow
                  key={row.key}
                  {...{ row, columns, opened, stop, ...shown }}
                  index={from + index + 2}
                  isAwaited={isAwaited.current && isActiveDrawn}
                  onActive={setActive}
                  onOpen={onOpen}
                />
              ))}
              <Space rows={rows.length - to} height={rowHeight} columns={columns.length} />
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
