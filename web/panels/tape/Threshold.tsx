import { useState } from 'preact/hooks';
import { Choice } from '../../parts/Choice.tsx';
import { look } from '../../state/address.ts';

const presets = [
  { value: '0', text: 'all' },
  { value: '1000', text: '1k' },
  { value: '10000', text: '10k' },
  { value: '100000', text: '100k' },
];

/** From which value on trades are shown. It stands in the address of the page. */
export function Threshold({ threshold, quote }: { threshold: number; quote: string }) {
  // The tape is drawn anew while somebody types.
  const [draft, setDraft] = useState<string | null>(null);
  const take = (text: string) => {
    const value = Number(text);
    setDraft(null);
    look({ tape: Number.isFinite(value) && value > 0 ? value : 0 });
  };
  return (
    <>
      <Choice label="At least" options={presets} value={String(threshold)} onChoose={take} />
      <label class="threshold">
        <span class="hidden">At least, in the quote asset</span>
        <input
          type="number"
          min="0"
          step="any"
          value={draft ?? String(threshold)}
          onInput={({ currentTarget }) => setDraft(currentTarget.value)}
          onChange={({ currentTarget }) => take(currentTarget.value)}
          onBlur={() => setDraft(null)}
        />{' '}
        <bdi>{quote}</bdi>
      </label>
    </>
  );
}
