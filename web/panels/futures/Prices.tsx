import { basisOf, signed } from '../../figures/futures/contract.ts';
import { shownNumber } from '../../figures/numbers.ts';
import { Figure } from '../../parts/Facts.tsx';
import { Figures } from '../../parts/Figures.tsx';
import type { Held } from '../../state/values.ts';
import { Signed } from './Funding.tsx';

/** Mark and index price, and how far they lie apart. */
export function Prices({ mark, why }: { mark: Held | null; why: string | null }) {
  const { markPrice, indexPrice } = mark?.row ?? {};
  const basis = mark === null ? null : basisOf(mark.row);
  const none = mark === null ? '…' : 'unknown';
  return (
    <Figures title="Price" of={mark} why={why}>
      <Figure name="mark">{shownNumber(markPrice) ?? none}</Figure>
      <Figure name="index">{shownNumber(indexPrice) ?? none}</Figure>
      <Figure name="basis" title="Mark less index">
        {basis === null ? none : <Signed value={basis.percent} text={signed(basis.amount)} />}
      </Figure>
      <Figure name="of index">
        {basis === null ? none : <Signed value={basis.percent} text={`${signed(basis.percent.toFixed(4))}%`} />}
      </Figure>
    </Figures>
  );
}
