import { useMemo, useRef } from 'preact/hooks';
import { axisText, curveOf } from '../../figures/book/curve.ts';
import { type Level, ladderOf } from '../../figures/book/ladder.ts';
import { MOST_PAGES, ROWS_PER_PAGE, type WholeBook } from '../../figures/book/whole.ts';
import { trimmed } from '../../figures/format.ts';
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
        <p>
          Cumulative depth: <Side name="bids" way="down to" worst={ladder.bids.at(-1)} base={base} />,{' '}
          <Side name="asks" way="up to" worst={ladder.asks.at(-1)} base={base} />.
        </p>
        <p class="faint">
          {shownText(book, trouble !== null)}
          {book.lastUpdateId !== null && ` Update ${book.lastUpdateId}.`} <Age of={book} />
        </p>
        {trouble !== null && <p class="trouble">{trouble}</p>}
      </figcaption>
    </figure>
  );
}

interface SideProps {
  readonly name: string;
  readonly way: string;
  /** Of those that were read; undefined: there is none. */
  readonly worst: Level | undefined;
  readonly base: string;
}

function Side({ name, way, worst, base }: SideProps) {
  if (worst === undefined) return <>no {name}</>;
  return (
    <>
      {name} of {trimmed(worst.sum)} {base !== '' && <bdi>{base}</bdi>} {way} {trimmed(worst.price)}
    </>
  );
}

function shownText({ rows, total, isWhole }: WholeBook, hasFailed: boolean): string {
  const shown = rows.length;
  const stored = `${total} ${total === 1 ? 'level is' : 'levels are'} stored`;
  if (!isWhole && !hasFailed)
    return `${stored}. The first ${shown} are shown: the book changed while the others were read.`;
  if (!isWhole) return `${stored}. The first ${shown} are shown.`;
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
  const place = usePlot(columns, () => ({
    ...{ height: HEIGHT, isTime: false, space: 64 },
    words: (prices, step) => prices.map((price) => axisText(price, step)),
    lines: [...(legend.current?.children ?? [])].map((sample, index) => ({
      ...{ holds: index === 0 ? 'before' : 'after', color: colorOf(sample), ground: groundOf(sample) },
      // Asks are dashed: they can be told apart without their color.
      dash: index === 0 ? [] : [6, 3],
    })),
  }));
  return (
    <>
      <p class="depth-legend" aria-hidden="true" ref={legend}>
        <i class="bids" /> bids <i class="asks" /> asks
      </p>
      <div class="depth-plot" aria-hidden="true" ref={place} />
    </>
  );
}
