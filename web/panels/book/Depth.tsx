import { useEffect, useRef, useState } from 'preact/hooks';
import { curveOf, curveText } from '../../figures/book/curve.ts';
import { ladderOf } from '../../figures/book/ladder.ts';
import { MOST_PAGES, ROWS_PER_PAGE } from '../../figures/book/whole.ts';
import { Age } from '../../parts/Age.tsx';
import { createDepthPlot, type DepthPlot } from './depthPlot.ts';
import { useWholeBook } from './useWholeBook.ts';

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

function Plot({ rows }: { rows: Parameters<typeof ladderOf>[0] }) {
  const [into, bids, asks] = [useRef<HTMLDivElement>(null), useRef<HTMLElement>(null), useRef<HTMLElement>(null)];
  const [plot, setPlot] = useState<DepthPlot | null>(null);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    if (into.current === null || bids.current === null || asks.current === null) return;
    let isEnded = false;
    let own: DepthPlot | undefined;
    createDepthPlot(into.current, { bids: bids.current, asks: asks.current })
      .then((made) => {
        own = made;
        if (isEnded) made.end();
        else setPlot(made);
      })
      .catch(() => setMissing(true));
    return () => {
      isEnded = true;
      own?.end();
    };
  }, [into, bids, asks]);
  useEffect(() => {
    plot?.show(curveOf(ladderOf(rows)));
  }, [plot, rows]);
  return (
    <>
      <p class="depth-legend" aria-hidden="true">
        <i class="bids" ref={bids} /> bids <i class="asks" ref={asks} /> asks
      </p>
      {isMissing && <p class="trouble">The plot cannot be loaded. Load the page again.</p>}
      <div class="depth-plot" aria-hidden="true" ref={into} />
    </>
  );
}
