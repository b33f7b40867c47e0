import { useCell } from '../../cells/cell.ts';
import { countOf } from '../../figures/candles/grid.ts';
import { causeText, countText, leftOf, openTimesText } from '../../figures/candles/ledger.ts';
import { type Picture, unexplained } from '../../figures/candles/picture.ts';
import { view } from '../../state/address.ts';
import type { CandleSource } from './candleSource.ts';

interface GapListProps {
  readonly source: CandleSource;
  readonly picture: Picture;
  /** The ledger has more than is known here. */
  readonly isCut: boolean;
  /** Why the ledger cannot be read; null: it can. */
  readonly fault: string | null;
}

/** Of each sort the newest ones are listed. */
const MOST_LISTED = 20;

/** What is missing, and why, in words. */
export function GapList({ source, picture, isCut, fault }: GapListProps) {
  const { zone } = useCell(view);
  const { isBusy } = useCell(source.reading);
  const { interval } = source.feed.kind;
  const { gaps } = picture;
  // What is being read may be about to come.
  const holes = isBusy ? [] : unexplained(picture, interval);
  return (
    <>
      {fault !== null && <p class="note">Gaps cannot be read: {fault}</p>}
      {gaps.length + holes.length > 0 && (
        <ul class="candle-gaps" aria-label="Candles that are missing">
          {gaps
            .toReversed()
            .slice(0, MOST_LISTED)
            .map((gap) => (
              <li key={gap.from}>
                <span aria-hidden="true">▨</span> {openTimesText(gap, zone)}: {countText(leftOf(gap, interval))}{' '}
                missing, {causeText(gap)}.
              </li>
            ))}
          {holes
            .toReversed()
            .slice(0, MOST_LISTED)
            .map((hole) => (
              <li key={hole.from}>
                {openTimesText(hole, zone)}: {countText(countOf(interval, hole))} missing, and no gap on the ledger says
                why.
              </li>
            ))}
          {(isCut || Math.max(gaps.length, holes.length) > MOST_LISTED) && <li>… and more: see Gaps.</li>}
        </ul>
      )}
    </>
  );
}
