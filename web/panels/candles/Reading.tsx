import { useCell, useShown } from '../../cells/cell.ts';
import { MOST_ROWS } from '../../figures/candles/series.ts';
import type { CandleSource } from './candleSource.ts';

/** How far back one can look. */
export function Reading({ source }: { source: CandleSource }) {
  const count = useShown(source.series, ({ rows }) => rows.length);
  const isEnd = useShown(source.series, (series) => series.isEnd);
  const { isBusy, fault } = useCell(source.reading);
  if (count === 0) return null;
  return (
    <p class="note" data-count={count}>
      {count} candles.{' '}
      {fault !== null
        ? `Others cannot be read: ${fault} It is tried again.`
        : isEnd
          ? 'Older candles are not kept.'
          : count >= MOST_ROWS
            ? 'This page holds no more: choose a longer interval to look further back.'
            : isBusy
              ? 'Reading older ones …'
              : 'Older ones come when you go back.'}
    </p>
  );
}
