import { useCell } from '../../cells/cell.ts';
import { Choice } from '../../parts/Choice.tsx';
import { look, view } from '../../state/address.ts';

const orders = [
  { value: 'worst', text: 'worst first' },
  { value: 'pair', text: 'by pair' },
] as const;

/** Which part of the matrix is shown, and in which order. */
export function Controls() {
  const { fresh, freshBy } = useCell(view);
  return (
    <>
      <input
        type="search"
        class="fresh-filter"
        placeholder="pair or feed"
        aria-label="Show only these pairs or feeds"
        maxLength={40}
        value={fresh}
        onInput={({ currentTarget }) => look({ fresh: currentTarget.value })}
      />
      <Choice label="Sort rows" options={orders} value={freshBy} onChoose={(value) => look({ freshBy: value })} />
    </>
  );
}
