import { useState } from 'preact/hooks';
import { spanText } from '../../figures/format.ts';
import { countText, rateText } from '../../figures/streams/texts.ts';
import type { ProcessStreams } from '../../figures/streams/told.ts';
import { Wide } from '../../parts/Wide.tsx';

/** So many sockets are listed. */
const MOST = 50;

interface SocketListProps {
  readonly market: string;
  readonly processes: readonly ProcessStreams[];
}

/** Each socket to the exchange, for whoever opens the list. */
export function SocketList({ market, processes }: SocketListProps) {
  const [isOpen, setOpen] = useState(false);
  const all = processes.flatMap(({ name, list }) => list.map((socket) => ({ process: name, ...socket })));
  if (all.length === 0) return null;
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {all.length === 1 ? 'The socket' : `Each of ${countText(all.length)} sockets`} of {market}
      </summary>
      {isOpen && (
        <Wide label={`Sockets of ${market}`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Process</th>
                <th scope="col">leads to</th>
                <th scope="col">state</th>
                <th scope="col">age</th>
                <th scope="col">streams</th>
                <th scope="col">frames a second</th>
                <th scope="col">silent for</th>
                <th scope="col">rotates in</th>
              </tr>
            </thead>
            <tbody>
              {all.slice(0, MOST).map((socket, index) => (
                <tr key={index}>
                  <td>{socket.process}</td>
                  <td>{socket.route === '' ? 'all streams' : `/${socket.route}`}</td>
                  <td>{socket.state}</td>
                  <td>{spanText(socket.ageMs)}</td>
                  <td>{countText(socket.streams)}</td>
                  <td>{rateText(socket.perSecond)}</td>
                  <td>{spanText(socket.quietMs)}</td>
                  <td>{spanText(socket.rotatesInMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {all.length > MOST && <p class="faint">… and {countText(all.length - MOST)} more.</p>}
        </Wide>
      )}
    </details>
  );
}
