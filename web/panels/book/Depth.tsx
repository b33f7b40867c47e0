import { useMemo, useRef } from 'preact/hooks';
import { axisText, curveOf, curveText } from '../../figures/book/curve.ts';
import { ladderOf } from '../../figures/book/ladder.ts';
import { MOST_PAGES, ROWS_PER_PAGE } from '../../figures/book/whole.ts';
import { Age } from '../../parts/Age.tsx';
import { colorOf } from '../../parts/plot.ts';
import { usePlot } from '../../parts/usePlot.ts';
import { useWholeBook } from './useWholeBook.ts';

const HEIGHT = 150;

interface DepthProps {
  /** Of GetData, without the page. */
  readonly query: string;
  readonly isOnScreen: boolean;
  /** The asset that is traded, '' while it is not known. */
  readonly base: string;
}

/** The stored book far beyond the ladder, as a plot, and what it shows in words. */
export function Depth({ query, isOnScreen, base }: DepthProps) {
  const { book, trouble } = useWholeBook(query, isOnScreen);
  const ladder = ladderOf(book?.rows ?? []);
  if (book === null) return trouble === null ? null : <p class="trouble">{trouble}</p>;
  return (
    <figure class="depth">
      {book.rows.length > 0 && <Plot rows={book.rows} />}
      <figcaption>
        <p>{curveText(ladder, base)}</p>
        <p class="faint">
          {shownText(book.rows.length, book.total, book.isWhole)}
          {book.lastUpdateId !== null && ` Update ${book.lastUpdateId}.`} <Age of={book} />
        </p>
        {trouble !== null && <p class="trouble">{trouble}</p>}
      </figcaption>
    </figure>
  );
}

function shownText(shown: number, total: number, isWhole: boolean): string {
  const stored = `${total} ${total === 1 ? 'level is' : 'levels are'} stored`;
  if (!isWhole) return `${stored}. The first ${shown} are shown: the book changed while the others were read.`;
  return shown < total && shown >= MOST_PAGES * ROWS_PER_PAGE
    ? `${stored}, the first ${shown} are shown.`
    : `${stored}.`;
}

const groundOf = (element: Element) => () => getComputedStyle(element).backgroundColor;

function Plot({ rows }: { rows: Parameters<typeof ladderOf>[0] }) {
  const legend = useRef<HTMLParagraphElement>(null);
  const columns = useMemo(() => {
    const { prices, bids, asks } = curveOf(ladderOf(rows));
    return [prices, bids, asks];
  }, [rows]);
  const { place, isMissing } = usePlot(columns, ({ paths: { stepped } }) => ({
    ...{ height: HEIGHT, isTime: false, space: 64 },
    words: (prices, step) => prices.map((price) => axisText(price, step)),
    lines: [...(legend.current?.children ?? [])].map((sample, index) => ({
      stroke: colorOf(sample),
      fill: groundOf(sample),
      spanGaps: true,
      ...(stepped !== undefined && { paths: stepped({ align: index === 0 ? -1 : 1 }) }),
      // Asks are dashed: they can be told apart without their color.
      dash: index === 0 ? [] : [6, 3],
    })),
  }));
  return (
    <>
      <p class="depth-legend" aria-hidden="true" ref={legend}>
        <i class="bids" /> bids <i class="asks" /> asks
      </p>
      {isMissing && <p class="trouble">The plot cannot be loaded. Load the page again.</p>}
      <div class="depth-plot" aria-hidden="true" ref={place} />
    </>
  );
}
