import { useMemo } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import {
  commandOf,
  plottedOf,
  type Saved as SavedOne,
  type SavedTold,
  savedColumns,
  savedIn,
  savedText,
} from '../../figures/analytics/saved.ts';
import { timeText } from '../../figures/format.ts';
import { Age } from '../../parts/Age.tsx';
import { Opened } from '../../parts/Opened.tsx';
import { Select } from '../../parts/Select.tsx';
import { Table } from '../../parts/Table.tsx';
import { TimePlot } from '../../parts/TimePlot.tsx';
import { look, view } from '../../state/address.ts';
import { agedBy } from '../../state/clock.ts';
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
  const { figure } = useCell(view);
  const asked = useAsked(
    `analytics/snapshots?${query}&figure=${encodeURIComponent(figure)}`,
    savedIn,
    isOnScreen,
    EVERY_MS,
  );
  const { answer } = asked;
  const newest = answer?.body.snapshots.at(-1);
  return (
    <div class="health-body">
      <h3>Saved snapshots {answer && newest && <Age of={agedBy(newest.at, answer.at)} />}</h3>
      <WhyNone {...asked} />
      {answer?.body.unreadable.map(({ file, why }) => (
        <p key={file} class="trouble">
          {file} cannot be read: {why}
        </p>
      ))}
      {answer &&
        (newest === undefined ? (
          <p>
            No snapshot of <bdi>{pair}</bdi> is saved. This command makes one each minute, in the folder of the
            collectors: <code>{commandOf(market, pair)}</code>
          </p>
        ) : (
          <>
            <Drawn told={answer.body} />
            <Compare told={answer.body} isOnScreen={isOnScreen} />
          </>
        ))}
    </div>
  );
}

function Drawn({ told }: { readonly told: SavedTold }) {
  const { figure, zone } = useCell(view);
  const columns = useMemo(() => savedColumns(told), [told]);
  const chosen = told.figures.find(({ name }) => name === figure);
  const name = `${figure}, ${chosen?.unit ?? ''}`;
  return (
    <>
      <div class="compared">
        <Select id="snapshots-figure" label="Figure" value={figure} onChoose={(next) => look({ figure: next })}>
          {plottedOf(told).map((one) => (
            <option key={one.name}>{one.name}</option>
          ))}
        </Select>
      </div>
      <TimePlot lines={[name]} {...{ columns, zone }} isLevel text={savedText(told, zone)} />
      {chosen !== undefined && <p class="faint">{chosen.says}</p>}
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
