import { useCell } from '../../cells/cell.ts';
import { compactText, timeText } from '../../figures/format.ts';
import { growthText, openInterestOf, openInterestTypes } from '../../figures/futures/openInterest.ts';
import { numberIn, shownNumber } from '../../figures/numbers.ts';
import { Figure } from '../../parts/Facts.tsx';
import { Figures, notCollected } from '../../parts/Figures.tsx';
import { useOnScreen } from '../../parts/useOnScreen.ts';
import { view } from '../../state/address.ts';
import type { Held } from '../../state/values.ts';
import type { PairProps } from '../pairProps.ts';
import { Signed } from './Funding.tsx';
import { type OpenInterestThen, useOpenInterestAt } from './useOpenInterestAt.ts';
import { useRecentRows } from './useRecentRows.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface OpenInterestProps extends PairProps {
  readonly mark: Held | null;
  readonly info: Held | null;
}

/** Open interest, and how it has changed. */
export function OpenInterest({ pair, types, mark, info }: OpenInterestProps) {
  const { ref, isOnScreen } = useOnScreen<HTMLDivElement>();
  const type = openInterestTypes.find((one) => types.includes(one));
  const time = type === 'open-interest' ? 'time' : 'timestamp';
  const { recent, refused } = useRecentRows(type === undefined ? null : `usdm:${pair}:${type}`, time, 1);
  const hour = useOpenInterestAt(pair, types, HOUR_MS, isOnScreen);
  const day = useOpenInterestAt(pair, types, DAY_MS, isOnScreen);
  const row = recent?.rows.at(-1);
  const now = openInterestOf(row);
  const price = numberIn(mark?.row.markPrice);
  const quote = now === null || price === null ? null : now.amount * price;
  const amount = row?.openInterest ?? row?.sumOpenInterest;
  const none = recent === null ? '…' : 'unknown';
  return (
    <div class="figure-group" ref={ref}>
      <Figures title="Open interest" of={recent} why={type === undefined ? notCollected('open-interest') : refused}>
        <Figure name={nameOf(info?.row.baseAsset, 'base')}>
          {(now === null ? null : shownNumber(amount)) ?? none}
        </Figure>
        <Figure
          name={nameOf(info?.row.quoteAsset, 'quote')}
          title={quote === null ? '' : `${Math.round(quote)} at the mark price`}
        >
          {quote === null ? none : compactText(quote)}
        </Figure>
        <Change name="1 h" then={hour} now={now?.amount} />
        <Change name="24 h" then={day} now={now?.amount} />
      </Figures>
    </div>
  );
}

const nameOf = (asset: string | undefined, otherwise: string) => <bdi>{asset ?? otherwise}</bdi>;

function Change({ name, then, now }: { name: string; then: OpenInterestThen; now: number | undefined }) {
  const { zone } = useCell(view);
  if (then === undefined || now === undefined) return <Figure name={name}>…</Figure>;
  if (then === null) return <Figure name={name}>not stored</Figure>;
  const text = growthText(then.amount, now);
  return (
    <Figure name={name} title={`since ${timeText(then.time, zone)}`}>
      {text === null ? 'unknown' : <Signed value={now - then.amount} text={text} />}
    </Figure>
  );
}
