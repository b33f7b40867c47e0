import { countText } from '../../figures/streams/texts.ts';
import type { ProcessStreams } from '../../figures/streams/told.ts';
import { Opened } from '../../parts/Opened.tsx';
import { Table } from '../../parts/Table.tsx';
import { socketColumns } from './columns.ts';

/** So many sockets are listed. */
const MOST = 50;

interface SocketListProps {
  readonly market: string;
  readonly processes: readonly ProcessStreams[];
}

/** Each socket to the exchange, for whoever opens the list. */
export function SocketList({ market, processes }: SocketListProps) {
  const all = processes.flatMap(({ name, pid, list }) =>
    list.map((socket, index) => ({ ...socket, process: name, place: `${name} ${pid} ${index}` })),
  );
  if (all.length === 0) return null;
  const label = all.length === 1 ? `The socket of ${market}` : `Each of ${countText(all.length)} sockets of ${market}`;
  return (
    <Opened title={label}>
      <Table {...{ label }} rows={all.slice(0, MOST)} keyOf={({ place }) => place} columns={socketColumns} />
      {all.length > MOST && <p class="faint">… and {countText(all.length - MOST)} more.</p>}
    </Opened>
  );
}
