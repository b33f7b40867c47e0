import type { Health } from '../../api/state/health/health.ts';
import type { StreamsHealth } from '../../api/state/health/streamsHealth.ts';
import { typeName } from './feedNames.ts';
import { streamsOf } from './marketsOf.ts';
import { span } from './span.ts';

/** So many causes of streams that are down have a line each. */
const mostCauses = 3;

type Process = StreamsHealth['processes'][number];

/** How streams are: a line for each process, and one for what went wrong last. */
export function streamLines(health: Health): string[] {
  return streamsOf(health).flatMap(({ streams, named }) => [
    ...streams.processes.map((process) => named(processLine(process))),
    ...lastTrouble(streams).map(named),
  ]);
}

function processLine(process: Process): string {
  const { name, pid, at, sockets, streams, eventsPerSecond, lastFrameAt, nextRotationAt, backlogMs } = process;
  const open = sockets.open + sockets.replaced;
  const all = open + sockets.opening + sockets.waiting;
  const followed = streams.down + streams.asked + streams.heard;
  const parts = [
    open === all ? counted(all, 'socket') : `${open} of ${counted(all, 'socket')} open`,
    `${counted(followed, 'stream')}${streams.down > 0 ? `, ${streams.down} down` : ''}`,
    `${Math.round(eventsPerSecond)} events/s`,
    ...(lastFrameAt === null ? [] : [`last frame ${span(at - lastFrameAt)} ago`]),
    `backlog ${Math.round(backlogMs)} ms`,
    ...(nextRotationAt === null ? [] : [`next rotation in ${span(nextRotationAt - at)}`]),
  ];
  return `streams of ${name} (${pid}): ${parts.join(' · ')}`;
}

function lastTrouble({ lastEnd, lastBadFrame, counts, processes }: StreamsHealth): string[] {
  const isBadFrame = (lastBadFrame?.at ?? 0) > (lastEnd?.at ?? 0);
  const last = isBadFrame ? lastBadFrame : lastEnd;
  if (last === null) return [];
  const now = Math.max(...processes.map(({ at }) => at));
  const ended = Object.entries(counts.ended).map(([cause, count]) => `${count} ${cause}`);
  const soFar = isBadFrame ? counted(counts.badFrames, 'bad frame') : `ended: ${ended.join(', ')}`;
  return [`streams, last trouble ${span(now - last.at)} ago: ${last.why} (${soFar})`];
}

/** How the relay of streams is: one line, none where no relay runs. */
export function relayLines({ relay }: Pick<Health, 'relay'>): string[] {
  if (relay === null) return [];
  const { pid, state, links, streams, framesPerSecond, lagMs, booksInStep, booksOutOfStep, counts } = relay;
  if (state === 'waiting') return [`relay (${pid}): waits, as another one listens at its place`];
  const parts = [
    counted(links, 'link'),
    counted(streams, 'stream'),
    `${Math.round(framesPerSecond)} events/s`,
    `lag ${Math.round(lagMs)} ms`,
    ...(booksInStep + booksOutOfStep === 0
      ? []
      : [`${booksInStep} of ${counted(booksInStep + booksOutOfStep, 'book')} in step`]),
    ...(counts.cutOff === 0 ? [] : [`${counted(counts.cutOff, 'link')} cut off so far`]),
  ];
  return [`relay (${pid}): ${parts.join(' · ')}`];
}

/** One cause has mostly taken the streams of many pairs: each has a line. */
export function downLines(feeds: Health['feeds']): string[] {
  const namesByCause = new Map<string, string[]>();
  for (const feed of feeds) {
    if (feed.streamDown === undefined) continue;
    const names = namesByCause.get(feed.streamDown) ?? [];
    names.push(`${typeName(feed)} ${feed.code}`);
    namesByCause.set(feed.streamDown, names);
  }
  const lines = [...namesByCause].map(([why, [first, ...others]]) => {
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return `REST in place of a stream that went down: ${first}${more}: ${why}`;
  });
  const rest = lines.length - mostCauses;
  return rest > 0 ? [...lines.slice(0, mostCauses), `… and ${rest} more causes of streams that went down`] : lines;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
