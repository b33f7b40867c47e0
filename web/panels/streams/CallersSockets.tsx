import { bytesText } from '../../figures/format.ts';
import { causesText, countText } from '../../figures/streams/texts.ts';
import type { SocketsTold } from '../../figures/streams/told.ts';
import { Wide } from '../../parts/Wide.tsx';

/** What callers open sockets for. */
const kinds: Readonly<Record<string, string>> = {
  streams: 'streams',
  futures: 'futures by exchange',
  requests: 'requests',
};

/** Sockets that callers have opened. */
export const CallersSockets = ({ sockets }: { sockets: SocketsTold | null }) => (
  <section class="streams-of" aria-label="Sockets of callers" data-part="sockets">
    <h3>Sockets of callers</h3>
    {sockets === null ? <p>This process opens no sockets for callers.</p> : <Kinds sockets={sockets} />}
  </section>
);

const Kinds = ({ sockets }: { sockets: SocketsTold }) => (
  <Wide label="Sockets of callers by kind">
    <table>
      <thead>
        <tr>
          <th scope="col">For</th>
          <th scope="col">open</th>
          <th scope="col">followed</th>
          <th scope="col">different streams</th>
          <th scope="col">not taken yet</th>
          <th scope="col">opened</th>
          <th scope="col">ended</th>
          <th scope="col">refused</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(sockets.kinds).map(([kind, told]) => (
          <tr key={kind}>
            <th scope="row">{kinds[kind] ?? kind}</th>
            <td>{countText(told.sockets)}</td>
            <td>{countText(told.subscriptions)}</td>
            <td>{countText(told.streams)}</td>
            <td>{bytesText(told.waiting)}</td>
            <td>{countText(told.opened)}</td>
            <td>{causesText(told.ended)}</td>
            <td>{causesText(told.refused)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Wide>
);
