import type { Market } from '../../../markets/markets.js';
import {
  type SocketReport,
  type SocketState,
  type StreamCounter,
  type StreamsReport,
  socketStates,
  streamCounters,
} from '../../../store/reports/streamReports.ts';

/** A process reports each second; after this time without a report it says nothing any more. */
const OLD_AFTER_MS = 5_000;

/** The reports of processes that follow streams now. */
export function currentStreams(reports: readonly StreamsReport[], now = Date.now()): readonly StreamsReport[] {
  return reports
    .filter(({ at }) => Math.abs(now - at) < OLD_AFTER_MS)
    .toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : one.pid - other.pid));
}

/** What has happened, and when, wall-clock ms. */
interface Event {
  readonly why: string;
  readonly at: number;
}

/** Of one process, or of several together. */
interface Streams {
  readonly sockets: Readonly<Record<SocketState, number>>;
  readonly streams: StreamsReport['hub']['streams'];
  readonly eventsPerSecond: number;
  /** Wall-clock ms of the newest frame; null: no socket is open. */
  readonly lastFrameAt: number | null;
  /** Wall-clock ms at which the first of the sockets gives its place to another one; null: no socket is open. */
  readonly nextRotationAt: number | null;
  readonly counts: StreamsReport['hub']['counts'];
  readonly backlogMs: number;
  readonly blocked: boolean;
  /** The kinds of socket that are blocked, by their route; '' where the exchange has but one. */
  readonly blockedRoutes: readonly string[];
  /** Why no socket is opened that should be; null: nothing keeps us. */
  readonly waitsFor: string | null;
  readonly lastEnd: Event | null;
  readonly lastBadFrame: Event | null;
}

interface ProcessStreams extends Streams {
  readonly name: string;
  readonly pid: number;
  /** Wall-clock ms of its report. */
  readonly at: number;
  /** Each socket, as of then. */
  readonly list: readonly SocketReport[];
}

/** What /health says of the streams of one market. */
export interface StreamsHealth extends Streams {
  readonly processes: readonly ProcessStreams[];
}

/** @param current reports of all markets @returns null where nothing of the market comes by streams */
export function streamsHealth(current: readonly StreamsReport[], market: Market): StreamsHealth | null {
  const processes = current.filter((report) => report.market === market).map(ofProcess);
  return processes.length === 0 ? null : { ...together(processes), processes };
}

/** Which streams are blocked: all, or those of some kinds of socket. */
export function blockedStreams({ blockedRoutes = [] }: Pick<StreamsHealth, 'blockedRoutes'>): string {
  const named = blockedRoutes.flatMap((route) => (route === '' ? [] : [`/${route}`]));
  return `nothing comes by streams${named.length === 0 ? '' : ` of ${named.join(' and ')}`}`;
}

/** Why streams are blocked, as far as it is known. */
export const whyBlocked = ({ lastEnd, waitsFor }: StreamsHealth): string => lastEnd?.why ?? waitsFor ?? 'not known';

function ofProcess({ name, pid, at, blocked, blockedRoutes = [], backlogMs, hub }: StreamsReport): ProcessStreams {
  const open = hub.sockets.filter(({ state }) => state === 'open' || state === 'replaced');
  const happened = (why: string | null, agoMs: number | null) =>
    why === null || agoMs === null ? null : { why, at: Math.round(at - agoMs) };
  return {
    name,
    pid,
    at,
    sockets: countStates(hub.sockets),
    streams: hub.streams,
    eventsPerSecond: hub.eventsPerSecond,
    lastFrameAt: newest(open.map(({ quietMs }) => Math.round(at - quietMs))),
    nextRotationAt: first(open.map(({ rotatesInMs }) => Math.round(at + rotatesInMs))),
    counts: hub.counts,
    backlogMs,
    blocked,
    blockedRoutes,
    waitsFor: hub.waitsFor,
    lastEnd: happened(hub.lastEnd, hub.lastEndAgoMs),
    lastBadFrame: happened(hub.lastBadFrame, hub.lastBadFrameAgoMs),
    list: hub.sockets,
  };
}

function together(all: readonly Streams[]): Streams {
  const sum = (of: (each: Streams) => number) => all.reduce((total, each) => total + of(each), 0);
  const last = (of: (each: Streams) => Event | null) =>
    all.map(of).reduce((one, other) => ((other?.at ?? 0) > (one?.at ?? 0) ? other : one), null);
  const causes = new Set(all.flatMap(({ counts }) => Object.keys(counts.ended)));
  const counters = Object.keys(streamCounters) as StreamCounter[];
  return {
    sockets: mapTo(socketStates, (state) => sum(({ sockets }) => sockets[state])),
    streams: mapTo(['down', 'asked', 'heard'], (state) => sum(({ streams }) => streams[state])),
    eventsPerSecond: sum((each) => each.eventsPerSecond),
    lastFrameAt: newest(all.flatMap(({ lastFrameAt }) => lastFrameAt ?? [])),
    nextRotationAt: first(all.flatMap(({ nextRotationAt }) => nextRotationAt ?? [])),
    counts: {
      ...mapTo(counters, (counter) => sum(({ counts }) => counts[counter])),
      ended: mapTo([...causes], (cause) => sum(({ counts }) => counts.ended[cause] ?? 0)),
    },
    backlogMs: Math.max(...all.map(({ backlogMs }) => backlogMs)),
    blocked: all.some(({ blocked }) => blocked),
    blockedRoutes: [...new Set(all.flatMap(({ blockedRoutes }) => blockedRoutes))].toSorted(),
    waitsFor: all.find(({ waitsFor }) => waitsFor !== null)?.waitsFor ?? null,
    lastEnd: last(({ lastEnd }) => lastEnd),
    lastBadFrame: last(({ lastBadFrame }) => lastBadFrame),
  };
}

const countStates = (sockets: readonly SocketReport[]): Streams['sockets'] =>
  mapTo(socketStates, (state) => sockets.filter((socket) => socket.state === state).length);

const newest = (times: readonly number[]): number | null => (times.length === 0 ? null : Math.max(...times));
const first = (times: readonly number[]): number | null => (times.length === 0 ? null : Math.min(...times));

const mapTo = <Name extends string>(names: readonly Name[], of: (name: Name) => number): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, number>;
