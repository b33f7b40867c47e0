import { countText, rateText, rotationText, silenceText, socketsText } from '../../figures/streams/texts.ts';
import type { ProcessStreams } from '../../figures/streams/told.ts';
import { Wide } from '../../parts/Wide.tsx';

interface ProcessesProps {
  readonly market: string;
  readonly processes: readonly ProcessStreams[];
}

/** What each process has of the streams of a market. */
export function Processes({ market, processes }: ProcessesProps) {
  const [first, ...others] = processes;
  if (first === undefined) return null;
  if (others.length > 0) return <Each market={market} processes={processes} />;
  return (
    <p>
      All of it in one process: {first.name} ({first.pid}).
    </p>
  );
}

const Each = ({ market, processes }: ProcessesProps) => (
  <Wide label={`Streams of ${market} by process`}>
    <table>
      <thead>
        <tr>
          <th scope="col">Process</th>
          <th scope="col">sockets</th>
          <th scope="col">heard</th>
          <th scope="col">asked for</th>
          <th scope="col">down</th>
          <th scope="col">events a second</th>
          <th scope="col">silent for</th>
          <th scope="col">next rotation</th>
          <th scope="col">backlog</th>
        </tr>
      </thead>
      <tbody>
        {processes.map((process) => (
          <tr key={`${process.name} ${process.pid}`}>
            <th scope="row">
              {process.name} <span class="faint">{process.pid}</span>
            </th>
            <td>{socketsText(process.sockets)}</td>
            <td>{countText(process.streams.heard)}</td>
            <td>{countText(process.streams.asked)}</td>
            <td>{countText(process.streams.down)}</td>
            <td>{rateText(process.eventsPerSecond)}</td>
            <td>{silenceText(process.lastFrameAt, process.at)}</td>
            <td>{rotationText(process.nextRotationAt, process.at)}</td>
            <td>{countText(process.backlogMs)} ms</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Wide>
);
