import { useCell } from '../../cells/cell.ts';
import { MOST_ROWS } from '../../figures/candles/series.ts';
import type { CandleSource } from './candleSource.ts';

/** How far back one can look. */
export function Reading({ source }: { source: CandleSource }) {
  const [{ rows, isEnd }, { isBusy, fault }] = [useCell(source.series), useCell(source.reading)];
  if (rows.length === 0) return null;
  return (
    <p class="note" data-count={rows.length}>
      {rows.length} candles.{' '}
      {fault !== null
        ? `Older ones cannot be read: ${fault} It is tried again.`
        : isEnd
          ? 'Older candles are not kept.'
          : rows.length >= MOST_ROWS
            ? 'This page holds no more: choose a longer interval to look further back.'
            : isBusy
              ? 'Reading older ones …'
              : 'Older ones come when you go back.'}
    </p>
  );
}
