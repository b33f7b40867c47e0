import { useMemo } from 'preact/hooks';
import { useCell, useShown } from '../../cells/cell.ts';
import {
  type Close,
  type ClosesRow,
  type ClosesTold,
  closesColumns,
  closesIn,
  closesRows,
  closesText,
  whyNoCloses,
} from '../../figures/analytics/closes.ts';
import { minuteText } from '../../figures/format.ts';
import { Age } from '../../parts/Age.tsx';
import { type Fact, Facts } from '../../parts/Facts.tsx';
import { Opened } from '../../parts/Opened.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Table, type TableColumn } from '../../parts/Table.tsx';
import { TimePlot } from '../../parts/TimePlot.tsx';
import { useOnScreen } from '../../parts/useOnScreen.ts';
import { view } from '../../state/address.ts';
import { agedBy } from '../../state/clock.ts';
import { type HealthAnswer, health, minutely } from '../../state/health.ts';
import type { PairProps } from '../pairProps.ts';
import { useAsked } from '../useAsked.ts';
import { WhyNone } from '../WhyNone.tsx';

/** A pair is compared no more often than about once a minute, ms. */
const EVERY_MS = 15_000;

/** Closes of the pair as its stream told them beside those of REST, as the audit of the collectors has compared them. */
export function Closes({ market, pair, types }: PairProps) {
  const { ref, isOnScreen } = useOnScreen<HTMLDivElement>();
  const path = `analytics/closes?market=${market}&code=${encodeURIComponent(pair)}`;
  const asked = useAsked(path, closesIn, isOnScreen, EVERY_MS);
  const { answer } = asked;
  const asOf = answer?.body.asOf;
  return (
    <Panel
      id="closes"
      title="Closes: stream against REST"
      beside={answer && asOf && <Age of={agedBy(asOf, answer.at)} />}
    >
      <div class="health-body" ref={ref}>
        <WhyNone {...asked} />
        {answer &&
          (answer.body.closes.length > 0 ? (
            <Compared told={answer.body} />
          ) : (
            <None market={market} isCollected={types.includes('1')} />
          ))}
      </div>
    </Panel>
  );
}

function None({ market, isCollected }: { market: string; isCollected: boolean }) {
  useCell(minutely);
  const name = market === 'spot' ? 'klines-1' : `${market}-klines-1`;
  const servedOf = (known: HealthAnswer | null) =>
    known?.body.workers.find((worker) => worker.name === name)?.served ?? null;
  return <p>{whyNoCloses(isCollected, useShown(health, servedOf))}</p>;
}

const lines = ['stream', 'REST'];
const sideColumns: readonly TableColumn<ClosesRow>[] = [
  ['close', ({ name }) => name],
  ['stream', ({ stream }) => stream],
  ['REST', ({ rest }) => rest],
];

function Compared({ told }: { told: ClosesTold }) {
  const { zone } = useCell(view);
  const columns = useMemo(() => closesColumns(told), [told]);
  const { rows, matched, equal, unequal, largestDifference: largest } = told.statistics;
  const facts: readonly Fact[] = [
    ['compared', matched],
    ['equal', equal],
    ['different', unequal === 0 ? 'none' : <strong class="down">▲ {unequal}</strong>],
    ['not told by the stream', rows === matched ? 'none' : rows - matched],
    ['largest difference', largest === null ? 'none' : `${largest.absolute}, ${minuteText(largest.at, zone)}`],
  ];
  const closeColumns: readonly TableColumn<Close>[] = [
    ['opens', ({ time }) => minuteText(time, zone)],
    ['stream', ({ stream }) => stream ?? 'not told'],
    ['REST', ({ rest }) => rest],
  ];
  return (
    <>
      <Facts of={facts} />
      <TimePlot {...{ lines, columns, zone }} isLevel text={closesText(told, zone)} />
      <Table label="Closes of both" columns={sideColumns} rows={closesRows(told, zone)} keyOf={({ name }) => name} />
      <Opened title="All closes as a table">
        <Table
          label="Closes, the newest first"
          columns={closeColumns}
          rows={told.closes.toReversed()}
          keyOf={({ time }) => String(time)}
        />
      </Opened>
    </>
  );
}
