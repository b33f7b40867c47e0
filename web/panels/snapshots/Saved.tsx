import { useMemo, useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import {
  commandOf,
  type Saved as SavedOne,
  type SavedTold,
  savedColumns,
  savedIn,
  savedText,
} from '../../figures/analytics/saved.ts';
import { timeText } from '../../figures/format.ts';
import { defaults } from '../../figures/view.ts';
import { Age } from '../../parts/Age.tsx';
import { Opened } from '../../parts/Opened.tsx';
import { Select } from '../../parts/Select.tsx';
import { Table } from '../../parts/Table.tsx';
import { TimePlot } from '../../parts/TimePlot.tsx';
import { look, view } from '../../state/address.ts';
import { agedBy } from '../../state/clock.ts';
import type { Answer } from '../../wire/ask.ts';
import { useAsked } from '../useAsked.ts';
import { WhyNone } from '../WhyNone.tsx';
import { Compare } from './Compare.tsx';

interface SavedProps {
  readonly market: string;
  readonly pair: string;
  readonly query: string;
  readonly isOnScreen: boolean;
}

const EVERY_MS = 15_000;

/** Snapshots of the pair that were saved: a figure over all of them, and two compared. */
export function Saved({ market, pair, query, isOnScreen }: SavedProps) {
  const wanted = useCell(view).figure;
  /** The newest answer, whichever figure it tells. */
  const [last, keep] = useState<Answer<SavedTold> | null>(null);
  // Which figures there are an answer tells: an address may name another one, which the API would refuse.
  const figure = last?.body.figures.some(({ name }) => name === wanted) ? wanted : defaults.figure;
  const asked = useAsked(`analytics/snapshots?${query}&figure=${figure}`, savedIn, isOnScreen, EVERY_MS);
  const { answer } = asked;
  // While this is drawn: the figure that is wanted is asked for before another one is shown.
  if (answer !== null && answer !== last) keep(answer);
  const told = last?.body;
  const newest = told?.snapshots.at(-1);
  return (
    <div class="health-body">
      <h3>Saved snapshots {last && newest && <Age of={agedBy(newest.at, last.at)} />}</h3>
      <WhyNone {...asked} />
      {told?.unreadable.map(({ file, why }) => (
        <p key={file} class="trouble">
          {file} cannot be read: {why}
        </p>
      ))}
      {told?.total === 0 && (
        <p>
          No snapshot of <bdi>{pair}</bdi> is saved. This command makes one each minute, in the folder of the
          collectors: <code>{commandOf(market, pair)}</code>
        </p>
      )}
      {told && newest && (
        <>
          <Drawn told={answer?.body ?? { ...told, snapshots: [] }} figure={figure} />
          <Compare told={told} isOnScreen={isOnScreen} />
        </>
      )}
    </div>
  );
}

/** @param told without snapshots: what they say of the figure is not known yet */
function Drawn({ told, figure }: { readonly told: SavedTold; readonly figure: string }) {
  const { zone } = useCell(view);
  const columns = useMemo(() => savedColumns(told), [told]);
  const chosen = told.figures.find(({ name }) => name === figure);
  const name = `${figure}, ${chosen?.unit}`;
  return (
    <>
      <div class="compared">
        <Select id="snapshots-figure" label="Figure" value={figure} onChoose={(next) => look({ figure: next })}>
          {told.figures.map((one) => (
            <option key={one.name}>{one.name}</option>
          ))}
        </Select>
      </div>
      <TimePlot lines={[name]} {...{ columns, zone }} isLevel text={savedText(told, zone)} />
      <p class="faint">{chosen?.says}</p>
      <Opened title="All snapshots as a table">
        <Table
          label="Snapshots, the newest first"
          columns={[
            ['taken', ({ at }: SavedOne) => timeText(at, zone)],
            [name, ({ value }: SavedOne) => value ?? 'none'],
          ]}
          rows={told.snapshots.toReversed()}
          keyOf={({ file }) => file}
        />
      </Opened>
    </>
  );
}
