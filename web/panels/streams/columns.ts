import { bytesText, spanText } from '../../figures/format.ts';
import {
  causesText,
  countText,
  rateText,
  rotationText,
  silenceText,
  socketsText,
} from '../../figures/streams/texts.ts';
import type { CallersSockets, ProcessStreams, SocketOfStreams } from '../../figures/streams/told.ts';
import type { TableColumn } from '../../parts/Table.tsx';

/** What each process has of the streams of a market. */
export const processColumns: readonly TableColumn<ProcessStreams>[] = [
  ['process', ({ name, pid }) => `${name} (${pid})`],
  ['sockets', ({ sockets }) => socketsText(sockets)],
  ['heard', ({ streams }) => countText(streams.heard)],
  ['asked for', ({ streams }) => countText(streams.asked)],
  ['down', ({ streams }) => countText(streams.down)],
  ['events a second', ({ eventsPerSecond }) => rateText(eventsPerSecond)],
  ['silent for', ({ lastFrameAt, at }) => silenceText(lastFrameAt, at)],
  ['next rotation', ({ nextRotationAt, at }) => rotationText(nextRotationAt, at)],
  ['backlog', ({ backlogMs }) => `${countText(backlogMs)} ms`],
];

/** A socket, the process that has it, and its place in the list, as it has no name. */
export interface ListedSocket extends SocketOfStreams {
  readonly process: string;
  readonly place: string;
}

export const socketColumns: readonly TableColumn<ListedSocket>[] = [
  ['process', ({ process }) => process],
  ['leads to', ({ route }) => (route === '' ? 'all streams' : `/${route}`)],
  ['state', ({ state }) => state],
  ['age', ({ ageMs }) => spanText(ageMs)],
  ['streams', ({ streams }) => countText(streams)],
  ['frames a second', ({ perSecond }) => rateText(perSecond)],
  ['silent for', ({ quietMs }) => spanText(quietMs)],
  ['rotates in', ({ rotatesInMs }) => spanText(rotatesInMs)],
];

/** What callers open sockets for. */
const kinds: Readonly<Record<string, string>> = {
  streams: 'streams',
  futures: 'futures by exchange',
  requests: 'requests',
};

/** Sockets of callers, of one kind. */
export const callersColumns: readonly TableColumn<readonly [kind: string, CallersSockets]>[] = [
  ['for', ([kind]) => kinds[kind] ?? kind],
  ['open', ([, told]) => countText(told.sockets)],
  ['followed', ([, told]) => countText(told.subscriptions)],
  ['different streams', ([, told]) => countText(told.streams)],
  ['not taken yet', ([, told]) => bytesText(told.waiting)],
  ['opened', ([, told]) => countText(told.opened)],
  ['ended', ([, told]) => causesText(told.ended)],
  ['refused', ([, told]) => causesText(told.refused)],
];
