import {
  blockedText,
  causesText,
  countText,
  happenedText,
  rateText,
  reportedAt,
  rotationText,
  silenceText,
  socketsText,
} from '../../figures/streams/texts.ts';
import type { StreamsTold } from '../../figures/streams/told.ts';
import { Facts } from '../../parts/Facts.tsx';
import { Table } from '../../parts/Table.tsx';
import { processColumns } from './columns.ts';
import { SocketList } from './SocketList.tsx';

/** What comes of one market by streams. */
export function MarketStreams({ market, streams }: { market: string; streams: StreamsTold }) {
  const { sockets, counts, processes } = streams;
  const at = reportedAt(processes);
  const [blocked, end, bad] = [
    blockedText(streams),
    happenedText(streams.lastEnd, at),
    happenedText(streams.lastBadFrame, at),
  ];
  return (
    <>
      {blocked !== null && <p class="alarm">{blocked}</p>}
      <Facts
        of={[
          ['sockets', socketsText(sockets)],
          ['streams heard', countText(streams.streams.heard)],
          ['asked for', countText(streams.streams.asked)],
          ['down', <Down key="down" count={streams.streams.down} />],
          ['events a second', rateText(streams.eventsPerSecond)],
          ['silent for', silenceText(streams.lastFrameAt, at)],
          ['next rotation', rotationText(streams.nextRotationAt, at)],
          ['backlog', `${countText(streams.backlogMs)} ms`],
        ]}
      />
      {processes.length > 1 ? (
        <Table
          label={`Streams of ${market} by process`}
          rows={processes}
          keyOf={({ name, pid }) => `${name} ${pid}`}
          columns={processColumns}
        />
      ) : (
        processes.map(({ name, pid }) => (
          <p key={pid}>
            All of it in one process: {name} ({pid}).
          </p>
        ))
      )}
      <Facts
        of={[
          ['opened', countText(counts.opened)],
          ['rotated', countText(counts.rotated)],
          ['ended', causesText(counts.ended)],
          ['renewed', countText(counts.renewed)],
          ['refused', countText(counts.refused)],
          ['bad frames', countText(counts.badFrames)],
          ['of no stream', countText(counts.unknown)],
          ['wrong times', countText(counts.wrongTimes)],
        ]}
      />
      {end !== null && <p>A socket ended last: {end}.</p>}
      {bad !== null && <p>A frame could not be read last: {bad}.</p>}
      <SocketList market={market} processes={processes} />
    </>
  );
}

/** REST serves the pairs of those that are down. */
const Down = ({ count }: { count: number }) =>
  count > 0 ? <strong class="streams-down">{countText(count)}, served by REST</strong> : <>none</>;
