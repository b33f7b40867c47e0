import { useEffect, useRef, useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { stateOf } from '../../figures/candles/candle.ts';
import type { LedgerGap } from '../../figures/candles/ledger.ts';
import { type Picture, pictureOf } from '../../figures/candles/picture.ts';
import { seconds, serverNow } from '../../state/clock.ts';
import type { CandleSource } from './candleSource.ts';

/** Between two drawings, ms. */
const EVERY_MS = 250;

/** What is to be drawn: anew when the series has changed, at most four times a second, and not while it is off the screen. */
export function usePicture(source: CandleSource, gaps: readonly LedgerGap[], isOnScreen: boolean): Picture {
  const last = useRef<Picture | null>(null);
  const [, redraw] = useState({});
  // A candle ends without a word where nothing comes any more.
  useCell(seconds);
  useEffect(() => {
    if (!isOnScreen) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = source.series.watch(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        redraw({});
      }, EVERY_MS);
    });
    redraw({});
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [source, isOnScreen]);
  const [series, now] = [source.series.get(), serverNow()];
  if (last.current === null || (isOnScreen && !isDrawn(last.current, series, gaps, now))) {
    last.current = pictureOf(series, gaps, source.feed.kind.interval, now, last.current);
  }
  return last.current;
}

function isDrawn(picture: Picture, series: Picture['series'], gaps: readonly LedgerGap[], now: number): boolean {
  if (picture.series !== series || picture.gaps !== gaps) return false;
  const newest = picture.slots.findLast(({ candle }) => candle !== null);
  return newest === undefined || newest.candle === null || stateOf(newest.candle, now) === newest.state;
}
