import { useRef } from 'preact/hooks';
import { type Cell, useCell, useShown } from '../../cells/cell.ts';
import { padded, placesOf } from '../../figures/format.ts';
import { shownNumber } from '../../figures/numbers.ts';
import { changeOf, changeText, spreadOf, spreadText } from '../../figures/watchList/rowFigures.ts';
import { Age } from '../../parts/Age.tsx';
import { PairLink } from '../../parts/PairLink.tsx';
import { seconds } from '../../state/clock.ts';
import type { Held } from '../../state/values.ts';
import { Sparkline } from './Sparkline.tsx';
import type { ListValues } from './useListValues.ts';
import { useMove } from './useMove.ts';

interface PairRowProps {
  readonly values: ListValues;
  readonly market: string;
  readonly code: string;
  /** Of all rows, from 0. */
  readonly index: number;
  readonly isShown: boolean;
  readonly isStop: boolean;
  /** The exchange's word, where it does not trade the pair. */
  readonly halted: string | undefined;
  /** Of the candles of its sparkline, minutes; null: it has none. */
  readonly interval: number | null;
}

/** One pair. Each figure watches its own value: what changes is drawn anew, and nothing else. */
export function PairRow({ values, market, code, index, isShown, isStop, halted, interval }: PairRowProps) {
  const price = values.price.of(code);
  return (
    <tr class={isShown ? 'is-shown' : ''} aria-rowindex={index + 2}>
      <td>
        <PairLink
          {...{ market, pair: code }}
          data-code={code}
          tabIndex={isStop ? 0 : -1}
          aria-current={isShown ? 'true' : undefined}
          title={code}
        >
          <bdi>{code.toUpperCase()}</bdi>
        </PairLink>
      </td>
      <Price of={price} />
      <Change of={values.change.of(code)} />
      {halted !== undefined ? (
        <td colSpan={3}>
          <span class="halted" title="The exchange does not trade it">
            {halted}
          </span>{' '}
          <AgeNow of={price} />
        </td>
      ) : (
        <>
          <Spread of={values.spread.of(code)} />
          <DayAndAge {...{ market, code, interval, price }} />
        </>
      )}
    </tr>
  );
}

interface DayAndAgeProps extends Pick<PairRowProps, 'market' | 'code' | 'interval'> {
  readonly price: Cell<Held | null>;
}

/** That a price is stale takes the place of its last day. */
function DayAndAge({ market, code, interval, price }: DayAndAgeProps) {
  const isOld = useShown(price, (held) => held !== null && (held.stale || held.age === null));
  if (isOld) {
    return (
      <td colSpan={2}>
        <AgeNow of={price} />
      </td>
    );
  }
  return (
    <>
      <td>{interval !== null && <Sparkline {...{ market, code, interval, price }} />}</td>
      <td>
        <AgeNow of={price} />
      </td>
    </>
  );
}

interface CellProps {
  readonly of: Cell<Held | null>;
}

function Price({ of }: CellProps) {
  const stored = useShown(of, (held) => held?.row.price ?? null);
  const price = shownNumber(stored);
  const move = useMove(price);
  // Zeros at the end are left out, but the places stand still.
  const places = useRef(0);
  places.current = Math.max(places.current, placesOf(price ?? ''));
  return (
    <td class={move ?? ''}>
      {move !== null && <span aria-hidden="true">{move === 'up' ? '▲' : '▼'} </span>}
      <bdi data-price={stored ?? ''}>{price === null ? '…' : padded(price, places.current)}</bdi>
    </td>
  );
}

function Change({ of }: CellProps) {
  const change = useShown(of, (held) => (held === null ? null : changeOf(held.row)));
  if (change === null) return <td />;
  return <td class={change > 0 ? 'up' : change < 0 ? 'down' : ''}>{changeText(change)}</td>;
}

function Spread({ of }: CellProps) {
  const spread = useShown(of, (held) => {
    const points = held === null ? null : spreadOf(held.row);
    return points === null ? '' : spreadText(points);
  });
  return <td>{spread}</td>;
}

function AgeNow({ of }: CellProps) {
  useCell(seconds);
  return <Age of={of.get()} />;
}
