import { useMemo } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { auditColumns, auditRowsOf, totalOf } from '../../figures/audit/auditRows.ts';
import { spanText } from '../../figures/format.ts';
import { countText } from '../../figures/streams/texts.ts';
import { drawn, lengthOf, sumOf, type Timeline } from '../../figures/timeline.ts';
import { Export } from '../../parts/Export.tsx';
import { HealthBody, type HealthShown } from '../../parts/HealthBody.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Table } from '../../parts/Table.tsx';
import { TimePlot } from '../../parts/TimePlot.tsx';
import { view } from '../../state/address.ts';
import { auditTableColumns } from './columns.tsx';

/** What streams tell, and what candles are rolled up to, compared with what REST says. */
export const Audit = () => (
  <Panel id="audit" title="Streams against REST">
    <HealthBody>{(shown) => <Compared {...shown} />}</HealthBody>
  </Panel>
);

function Compared({ health, growth }: HealthShown) {
  const { rows, others } = useMemo(() => auditRowsOf(health.workers), [health.workers]);
  const { zone } = useCell(view);
  const columns = useMemo(() => auditTableColumns(zone), [zone]);
  const rest = `${countText(others)} ${others === 1 ? 'worker is' : 'workers are'} polled and compared with nothing.`;
  if (rows.length === 0) return <p>Nothing comes by streams and no candles are rolled up. {others > 0 && rest}</p>;
  return (
    <>
      <p>
        What streams tell of a pair is compared with REST again and again. What differs twice in a row is a mismatch,
        and it is mended. Compared, differed and restated are closed candles, and books that lost step are built anew.{' '}
        {others > 0 && rest}
      </p>
      <Table
        label="Streams against REST by worker"
        rows={rows}
        keyOf={({ worker }) => worker}
        columns={columns}
        total={totalOf(rows)}
      />
      <p>
        <Export name="audit" columns={auditColumns} rows={rows} /> Each process counts since it started.
      </p>
      <Plot audits={growth.audits} />
    </>
  );
}

const lines = ['audits a minute', 'mismatches a minute'];

function Plot({ audits }: { audits: Timeline }) {
  const { zone } = useCell(view);
  const columns = useMemo(() => drawn(audits), [audits]);
  return <TimePlot {...{ lines, columns, zone }} text={textOf(audits)} />;
}

function textOf(audits: Timeline): string {
  if (lengthOf(audits) === 0) return 'The plot begins when this has been looked at for ten seconds.';
  const found = `${countText(sumOf(audits, 0))} audits, ${countText(sumOf(audits, 1))} mismatches`;
  return `Over the last ${spanText(lengthOf(audits))}: ${found}.`;
}
