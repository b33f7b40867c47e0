import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useCell, useShown } from '../../cells/cell.ts';
import { clockText, type Zone } from '../../figures/format.ts';
import { type Line, MOST_LINES, type Tape } from '../../figures/tape/tape.ts';
import { largeFrom, valueText } from '../../figures/tape/trade.ts';
import { Age } from '../../parts/Age.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useOnScreen } from '../../parts/useOnScreen.ts';
import { view } from '../../state/address.ts';
import { serverNow } from '../../state/clock.ts';
import { type HealthAnswer, health } from '../../state/health.ts';
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

/** What stands while it is paused. */
interface Paused {
  readonly tape: Tape;
  readonly threshold: number;
  readonly lines: readonly Line[];
  /** The newest id that had been seen. */
  readonly top: number;
}

/** It is said so long that the trades began anew, ms. */
const BEGUN_ANEW_MS = 3_600_000;

/** Trades of a pair, newest first. */
export function Trades({ topic, query, quote, children }: TradesProps) {
  const { ref, isOnScreen } = useOnScreen<HTMLDivElement>();
  const { tape: threshold, zone } = useCell(view);
  const feed = useFeed(topic, isOnScreen, (onChange) => new TapeFeed(query, threshold, onChange));
  const [last, setPaused] = useState<Paused | null>(null);
  const { tape, told, refused, begunAnewAt } = feed;
  if (tape.threshold !== threshold) tape.threshold = threshold;
  // Another threshold, and trades that began anew, end it.
  const paused = last?.tape === tape && last.threshold === threshold ? last : null;
  const lines = paused?.lines ?? tape.lines();
  const large = largeFrom(quote, useShown(health, largeUsd));
  const beside = (
    <div class="tape-controls">
      <Age of={told} />
      <Threshold threshold={threshold} quote={quote} />
      <button
        type="button"
        onClick={() => setPaused(paused === null ? { tape, threshold, lines, top: tape.top ?? 0 } : null)}
      >
        {paused === null ? 'Pause' : `Go on: ${newText(tape.shownAbove(paused.top))} new`}
      </button>
    </div>
  );
  return (
    <Panel id="tape" title="Trades" beside={beside}>
      <div class="tape">
        <div ref={ref} class="trades">
          {refused !== null && <p class="trouble">{refused}</p>}
          {refused === null && tape.top !== null && <Flow tape={tape} isStale={told?.stale === true} zone={zone} />}
          {begunAnewAt !== null && serverNow() < begunAnewAt + BEGUN_ANEW_MS && (
            <p class="trouble">
              The stored trades began anew at {clockText(begunAnewAt, zone)}: earlier ones are gone.
            </p>
          )}
          {told !== null && lines.length === 0 && <Empty {...{ tape, quote, zone }} />}
          <Lines {...{ lines, feed, large, zone, quote, places: { ...tape.places }, now: serverNow() }} />
          <p class="faint">
            {quote !== '' && <Large quote={quote} large={large} />} The newest {MOST_LINES} are kept.
          </p>
        </div>
        {children}
      </div>
    </Panel>
  );
}

const largeUsd = (answer: HealthAnswer | null) => answer?.body.largeTradeUsd ?? null;

/** 200 may be more: no others are kept. */
const newText = (count: number): string => (count < MOST_LINES ? String(count) : `${count} or more`);

function Large({ quote, large }: { quote: string; large: number | null }) {
  if (large !== null) {
    return (
      <>
        ◆ large: {valueText(String(large))} <bdi>{quote}</bdi> and more.
      </>
    );
  }
  return (
    <>
      Large trades are marked only where the quote asset is a dollar coin, and <bdi>{quote}</bdi> is none.
    </>
  );
}

function Empty({ tape, quote, zone }: { tape: Tape; quote: string; zone: Zone }) {
  if (tape.since === null) return <p>No trade of this pair is stored yet.</p>;
  return (
    <p>
      Of the trades seen since {clockText(tape.since, zone)} none is worth {valueText(String(tape.threshold))}
      {quote !== '' && (
        <>
          {' '}
          <bdi>{quote}</bdi>
        </>
      )}
      .
    </p>
  );
}
