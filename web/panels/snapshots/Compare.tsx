import { useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { type Change, changedIn, changesIn, changesText, signedText } from '../../figures/analytics/changes.ts';
import { comparedOf, type SavedTold } from '../../figures/analytics/saved.ts';
import { timeText } from '../../figures/format.ts';
import { Select } from '../../parts/Select.tsx';
import { Table, type TableColumn } from '../../parts/Table.tsx';
import { view } from '../../state/address.ts';
import { useAsked } from '../useAsked.ts';
import { WhyNone } from '../WhyNone.tsx';

/** What is saved does not change, but it may be removed, ms. */
const EVERY_MS = 60_000;

/** Two snapshots, and what has changed from the one to the other. */
export function Compare({ told, isOnScreen }: { readonly told: SavedTold; readonly isOnScreen: boolean }) {
  const { zone } = useCell(view);
  const [chosen, choose] = useState<readonly [string, string]>(['', '']);
  const [a, b] = comparedOf(told, ...chosen);
  const path = a !== b ? `analytics/compare?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}` : null;
  const asked = useAsked(path, changesIn, isOnScreen, EVERY_MS);
  const changes = asked.answer?.body;
  const options = told.snapshots.toReversed().map(({ file, at }) => (
    <option key={file} value={file}>
      {timeText(at, zone)}
    </option>
  ));
  const textOf = (value: Change['a'], unit: string) =>
    value === null ? 'none' : unit === 'ms' ? timeText(Number(value), zone) : value;
  const columns: readonly TableColumn<Change>[] = [
    ['figure', ({ name, unit }) => (unit === 'ms' ? name : `${name}, ${unit}`)],
    ['first', ({ a, unit }) => textOf(a, unit)],
    ['second', ({ b, unit }) => textOf(b, unit)],
    ['change', ({ change }) => signedText(change)],
    ['%', ({ changePercent }) => signedText(changePercent)],
  ];
  return (
    <>
      <div class="compared">
        <Select id="snapshots-a" label="Compare" value={a} onChoose={(file) => choose([file, b])}>
          {options}
        </Select>
        <Select id="snapshots-b" label="with" value={b} onChoose={(file) => choose([a, file])}>
          {options}
        </Select>
      </div>
      {path === null ? <p class="faint">Two snapshots are needed: choose another one.</p> : <WhyNone {...asked} />}
      {changes !== undefined && (
        <>
          <p>{changesText(changes)}</p>
          <Table label="What has changed" columns={columns} rows={changedIn(changes)} keyOf={({ name }) => name} />
        </>
      )}
    </>
  );
}
