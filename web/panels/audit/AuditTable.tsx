import {
  type AuditCounter,
  type AuditRow,
  auditCounters,
  auditNames,
  countedSince,
  isTrouble,
  totalsOf,
} from '../../figures/audit/auditRows.ts';
import { timeText, type Zone } from '../../figures/format.ts';
import { countText } from '../../figures/streams/texts.ts';
import { Wide } from '../../parts/Wide.tsx';
import { view } from '../../state/address.ts';
import { useCell } from '../../state/cell.ts';

/** What each worker has compared, and all of them together. */
export function AuditTable({ rows }: { rows: readonly AuditRow[] }) {
  const { zone } = useCell(view);
  return (
    <Wide label="Streams against REST by worker">
      <table class="audit">
        <thead>
          <tr>
            <th scope="col">Worker</th>
            {auditNames.map((name) => (
              <th key={name} scope="col">
                {auditCounters[name]}
              </th>
            ))}
            <th scope="col" class="words">
              last mismatch
            </th>
            <th scope="col">counted since</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.worker} data-worker={row.worker}>
              <th scope="row">{row.worker}</th>
              <Counts counts={row.counts} />
              <td class="words">
                <LastMismatch last={row.last} zone={zone} />
              </td>
              <td>{sinceText(row.since, zone)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr data-worker="">
            <th scope="row">all together</th>
            <Counts counts={totalsOf(rows)} />
            <td />
            <td>{sinceText(countedSince(rows), zone)}</td>
          </tr>
        </tfoot>
      </table>
    </Wide>
  );
}

const Counts = ({ counts }: { counts: AuditRow['counts'] }) => (
  <>
    {auditNames.map((name) => (
      <Count key={name} name={name} count={counts[name]} />
    ))}
  </>
);

const Count = ({ name, count }: { name: AuditCounter; count: number }) => (
  <td data-counter={name}>
    {isTrouble(name) && count > 0 ? <strong class="audit-trouble">▲ {countText(count)}</strong> : countText(count)}
  </td>
);

function LastMismatch({ last, zone }: { last: AuditRow['last']; zone: Zone }) {
  if (last === null) return <>none</>;
  return (
    <>
      <bdi>{last.code}</bdi>, {timeText(last.at, zone)}: {last.why}
    </>
  );
}

const sinceText = (since: number | null, zone: Zone): string =>
  since === null ? 'it never reported' : timeText(since, zone);
