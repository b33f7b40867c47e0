import { useCell } from '../../cells/cell.ts';
import { countdownText, isoText, minuteText, spanText, timeText } from '../../figures/format.ts';
import { endOf, isPerpetual, kindOf } from '../../figures/futures/contract.ts';
import { fundingInterval, payerText, rateText, yearlyText } from '../../figures/futures/funding.ts';
import { numberIn } from '../../figures/numbers.ts';
import { Figure } from '../../parts/Facts.tsx';
import { Figures } from '../../parts/Figures.tsx';
import { view } from '../../state/address.ts';
import { seconds, serverNow } from '../../state/clock.ts';
import type { Held } from '../../state/values.ts';
import type { Recent } from './useRecentRows.ts';

interface FundingProps {
  readonly mark: Held | null;
  readonly info: Held | null;
  /** Of contracts that have an interval of their own. */
  readonly own: Held | null;
  readonly payments: Recent | null;
  /** Why there is no mark price, as a sentence; null: there is. */
  readonly why: string | null;
}

/** What is paid next, and when. Of contracts that end, when that is. */
export function Funding({ mark, info, own, payments, why }: FundingProps) {
  const end = endOf(info?.row);
  const isPaid = isPerpetual(info?.row) ?? numberIn(mark?.row.nextFundingTime) !== 0;
  return (
    <>
      {end !== null && <Delivery end={end} info={info} />}
      {isPaid && (
        <Figures title="Funding" of={mark} why={why}>
          <Rate {...{ mark, own, payments }} />
        </Figures>
      )}
      {!isPaid && end === null && <p class="faint">No funding is paid for this contract. When it ends is not known.</p>}
    </>
  );
}

function Rate({ mark, own, payments }: Pick<FundingProps, 'mark' | 'own' | 'payments'>) {
  useCell(seconds);
  const rate = numberIn(mark?.row.lastFundingRate);
  const next = numberIn(mark?.row.nextFundingTime);
  const newest = payments?.rows.at(-1);
  const known = {
    last: numberIn(newest?.fundingTime),
    lastInterval: numberIn(newest?.intervalHours),
    next,
    stale: payments?.stale ?? false,
    own: numberIn(own?.row.fundingIntervalHours),
  };
  const hours = fundingInterval(known, serverNow());
  if (mark === null) return <Figure name="rate">…</Figure>;
  return (
    <>
      <Figure name="rate" title="As it would be paid now">
        {rate === null ? 'unknown' : <Signed value={rate} text={rateText(rate)} />}
      </Figure>
      <Figure name="paid by">{rate === null ? 'unknown' : payerText(rate)}</Figure>
      <Figure name="each">{hours === null ? 'unknown: no payment is stored' : `${hours} h`}</Figure>
      <Figure name="a year" title="The same rate all year, not compounded">
        {rate === null || hours === null ? 'unknown' : <Signed value={rate} text={yearlyText(rate, hours)} />}
      </Figure>
      <Figure name="next">{next === null || next <= 0 ? 'unknown' : <Due at={next} />}</Figure>
    </>
  );
}

function Due({ at }: { at: number }) {
  const { zone } = useCell(view);
  const time = isoText(at);
  if (time === null) return <>unknown</>;
  const left = at - serverNow();
  return (
    <time dateTime={time} title={timeText(at, zone)}>
      {left >= 0 ? `in ${countdownText(left)}` : `was due ${spanText(-left)} ago`}
    </time>
  );
}

function Delivery({ end, info }: { end: number; info: Held | null }) {
  useCell(seconds);
  const { zone } = useCell(view);
  const left = end - serverNow();
  return (
    <Figures title="Delivery" of={info} why={null}>
      <Figure name={left >= 0 ? 'ends' : 'ended'}>{minuteText(end, zone)}</Figure>
      <Figure name={left >= 0 ? 'in' : 'ago'}>{spanText(Math.abs(left))}</Figure>
      <Figure name="contract">{kindOf(info?.row)}</Figure>
    </Figures>
  );
}

/** A sign tells the way, and a color the same. */
export const Signed = ({ value, text }: { value: number; text: string }) => (
  <span class={value > 0 ? 'up' : value < 0 ? 'down' : ''}>{text}</span>
);
