import {
  type AuditCounter,
  type AuditRow,
  auditCounters,
  auditNames,
  isTrouble,
} from '../../figures/audit/auditRows.ts';
import { timeText, type Zone } from '../../figures/format.ts';
import { countText } from '../../figures/streams/texts.ts';
import type { TableColumn } from '../../parts/Table.tsx';

/** What each worker has compared. */
export const auditTableColumns = (zone: Zone): readonly TableColumn<AuditRow>[] => [
  ['worker', ({ worker }) => worker],
  ...auditNames.map(
    (name): TableColumn<AuditRow> => [auditCounters[name], ({ counts }) => countOf(name, counts[name])],
  ),
  ['last mismatch', ({ last }) => lastText(last, zone), 'words'],
  ['counted since', ({ since }) => (since === null ? 'it never reported' : timeText(since, zone))],
];

const countOf = (name: AuditCounter, count: number) =>
  isTrouble(name) && count > 0 ? <strong class="audit-trouble">▲ {countText(count)}</strong> : countText(count);

const lastText = (last: AuditRow['last'], zone: Zone) =>
  last === null ? (
    'none'
  ) : (
    <>
      <bdi>{last.code}</bdi>, {timeText(last.at, zone)}: {last.why}
    </>
  );
