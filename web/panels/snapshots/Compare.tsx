import { useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { type Change, changedIn, changesIn, changesText, signedText } from '../../figures/analytics/changes.ts';
import { comparedOf, type SavedTold } from '../../figures/analytics/saved.ts';
import { timeText } from '../../figures/format.ts';
import { Table, type TableColumn } from '../../parts/Table.tsx';
import { view } from '../../state/address.ts';
import { useAsked } from '../useAsked.ts';

/** What is saved does not change, but it may be removed, ms. */
const EVERY_MS = 60_000;

/** Two snapshots, and what has changed from the one to the other. */
export function Compare({ told, isOnScreen }: { readonly told: SavedTold; readonly isOnScreen: boolean }) {
  const { zone } = useCell(view);
  const [chosen, choose] = useState({ a: '', b: '' });
  const both = comparedOf(told, chosen.a, chosen.b);
  const [a, b] = both ?? ['', ''];
  const path = both && a !== b ? `analytics/compare?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}` : null;
  const { answer, fault } = useAsked(path, changesIn, isOnScreen, EVERY_MS);
  const select = (name: 'a' | 'b', label: string, value: string) => (
    <>
      <label for={`snapshots-${name}`}>{label}</label>
      <select
        id={`snapshots-${name}`}
        value={value}
        onChange={({ currentTarget }) => choose({ a, b, [name]: currentTarget.value })}
      >
        {told.snapshots.toReversed().map(({ file, at }) => (
          <option key={file} value={file}>
            {timeText(at, zone)}
          </option>
        ))}
      </select>
    </>
  );
  return (
    <>
      <div class="compared">
        {select('a', 'Compare', a)}
        {select('b', 'with', b)}
      </div>
      {path === null && <p class="faint">Two snapshots are needed: choose another one.</p>}
      {fault !== null && <p class="trouble">{fault}</p>}
      {path !== null && answer === null && fault === null && <p class="faint">Asking for changes …</p>}
      {answer !== null && (
        <>
          <p>{changesText(answer.body)}</p>
          <Table
            label="What has changed"
            columns={changeColumns}
            rows={changedIn(answer.body)}
            keyOf={({ name }) => name}
          />
        </>
      )}
    </>
  );
}

const changeColumns: readonly TableColumn<Change>[] = [
  ['figure', ({ name, unit }) => `${name}, ${unit}`],
  ['first', ({ a }) => a ?? 'none'],
  ['second', ({ b }) => b ?? 'none'],
  ['change', ({ change }) => signedText(change)],
  ['%', ({ changePercent }) => signedText(changePercent)],
];
