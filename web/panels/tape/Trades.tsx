import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { clockText, type Zone } from '../../figures/format.ts';
import { type Line, MOST_LINES } from '../../figures/tape/tape.ts';
import { LARGE_USD, largeFrom, valueText } from '../../figures/tape/trade.ts';
import { Age } from '../../parts/Age.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useOnScreen } from '../../parts/useOnScreen.ts';
import { view } from '../../state/address.ts';
import { serverNow } from '../../state/clock.ts';
import { Flow } from './Flow.tsx';
import { Lines } from './Lines.tsx';
import { Threshold } from './Threshold.tsx';
import { TapeFeed } from './tapeFeed.ts';
import { useFeed } from './useFeed.ts';

interface TradesProps {
  /** What follows the trades. */
  readonly children: ComponentChildren;
  readonly topic: string;
  /** Of GetData, without the page. */
  readonly query: string;
  /** The quote asset, '' while it is not known. */
  readonly quote: string;
}

/** Trades of a pair, newest first. */
export function Trades({ topic, query, quote, children }: TradesProps) {
  const { ref, isOnScreen } = useOnScreen<HTMLDivElement>();
  const { tape: threshold, zone } = useCell(view);
  const feed = useFeed(topic, isOnScreen, (onChange) => new TapeFeed(query, threshold, onChange));
  const [paused, setPaused] = useState<{ lines: readonly Line[]; taken: number } | null>(null);
  const { tape, told, refused, begunAnewAt } = feed;
  if (tape.threshold !== threshold) tape.threshold = threshold;
  const lines = paused?.lines ?? tape.lines();
  const large = largeFrom(quote);
  const beside = (
    <div class="tape-controls">
      <Age of={told} />
      <Threshold threshold={threshold} quote={quote} />
      <button
        type="button"
        aria-pressed={paused !== null}
        onClick={() => setPaused(paused === null ? { lines, taken: tape.taken } : null)}
      >
        {paused === null ? 'Pause' : `Go on: ${Math.max(0, tape.taken - paused.taken)} new`}
      </button>
    </div>
  );
  return (
    <Panel id="tape" title="Trades" beside={beside}>
      <div class="tape">
        <div ref={ref} class="trades">
          {refused !== null && <p class="trouble">{refused}</p>}
          <Flow tape={tape} zone={zone} />
          {begunAnewAt !== null && (
            <p class="trouble">
              The stored trades began anew at {clockText(begunAnewAt, zone)}: earlier ones are gone.
            </p>
          )}
          {told !== null && lines.length === 0 && <p>{emptyText(feed, threshold, quote, zone)}</p>}
          <Lines {...{ lines, feed, large, zone, quote, places: { ...tape.places }, now: serverNow() }} />
          <p class="faint">
            {quote !== '' &&
              (large === null
                ? `Large trades are marked only where the quote asset is a dollar coin, and ${quote} is none. `
                : `◆ large: ${valueText(String(LARGE_USD))} ${quote} and more. `)}
            The newest {MOST_LINES} are kept.
          </p>
        </div>
        {children}
      </div>
    </Panel>
  );
}

function emptyText({ tape }: TapeFeed, threshold: number, quote: string, zone: Zone): string {
  const [first] = tape.seen.spans;
  if (first === undefined) return 'No trade of this pair is stored yet.';
  const size = `${valueText(String(threshold))} ${quote}`.trim();
  return `Of the trades seen since ${clockText(first.fromTime, zone)} none is worth ${size}.`;
}
