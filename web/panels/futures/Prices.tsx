import { decimalText } from '../../figures/decimals.ts';
import { trimmed } from '../../figures/format.ts';
import { basisOf, signed } from '../../figures/futures/contract.ts';
import type { Held } from '../../state/values.ts';
import { Figure, Figures } from './Figure.tsx';
import { Signed } from './Funding.tsx';

/** Mark and index price, and how far they lie apart. */
export function Prices({ mark, why }: { mark: Held | null; why: string | null }) {
  const { markPrice, indexPrice } = mark?.row ?? {};
  const basis = mark === null ? null : basisOf(mark.row);
  const none = mark === null ? '…' : 'unknown';
  return (
    <Figures title="Price" of={mark} why={why}>
      <Figure name="mark">{decimalText(markPrice) ?? none}</Figure>
      <Figure name="index">{decimalText(indexPrice) ?? none}</Figure>
      <Figure name="basis" title="Mark less index">
        {basis === null ? none : <Signed value={basis.percent} text={signed(trimmed(basis.amount))} />}
      </Figure>
      <Figure name="of index">
        {basis === null ? none : <Signed value={basis.percent} text={`${signed(basis.percent.toFixed(4))}%`} />}
      </Figure>
    </Figures>
  );
}
