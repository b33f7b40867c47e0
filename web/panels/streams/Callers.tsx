import { bytesText, spanText } from '../../figures/format.ts';
import { causesText, countText } from '../../figures/streams/texts.ts';
import type { EventsTold, SocketsTold } from '../../figures/streams/told.ts';
import { Facts } from '../../parts/Facts.tsx';
import { Table } from '../../parts/Table.tsx';
import { callersColumns } from './columns.ts';

/** Sockets that callers have opened. */
export const Sockets = ({ sockets }: { sockets: SocketsTold | null }) =>
  sockets === null ? (
    <p>This process opens no sockets for callers.</p>
  ) : (
    <Table
      label="Sockets of callers by kind"
      rows={Object.entries(sockets.kinds)}
      keyOf={([kind]) => kind}
      columns={callersColumns}
    />
  );

/** Who follows /events, as this page does. */
export function Readers({ events }: { events: EventsTold | null }) {
  if (events === null) return <p>This process tells no events.</p>;
  const { series = null, conflated = null } = events.lagMs;
  return (
    <Facts
      of={[
        ['readers', countText(events.readers)],
        ['topics', countText(events.topics)],
        ['followed by all together', countText(events.followed)],
        ['not taken yet', bytesText(events.waiting)],
        ['lag of series', lagText(series)],
        ['lag of latest values', lagText(conflated)],
        ['opened', countText(events.opened)],
        ['ended', causesText(events.ended)],
        ['events sent', countText(events.events)],
        ['rows skipped', countText(events.skipped)],
      ]}
    />
  );
}

/** The longest of the last ten seconds, from an announcement until it was sent. */
const lagText = (ms: number | null): string => (ms === null ? 'nothing was sent of late' : spanText(ms));
