import { Counter, Gauge, type Registry } from 'prom-client';
import { endCauses } from '../../../gateway/streams/hubReport.ts';
import {
  type StreamCounter,
  type StreamsReport,
  socketStates,
  streamCounters,
} from '../../../store/reports/streamReports.ts';
import { marketMember } from '../../context/markets.ts';

/** What processes say of the streams that they follow. */
export interface StreamMetrics {
  /** Sets all anew, so that no sample stays of a process that follows none any more. */
  show(reports: readonly StreamsReport[]): void;
}

const OF_PROCESS = ['market', 'process'] as const;

/** @param prefix of all names */
export function createStreamMetrics(registry: Registry, prefix: string): StreamMetrics {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labels: readonly Label[]) =>
    new Gauge({ name: `${prefix}streams_${name}`, help, labelNames: [...OF_PROCESS, ...labels], registers });
  const counter = <Label extends string>(name: string, help: string, labels: readonly Label[]) =>
    new Counter({ name: `${prefix}streams_${name}_total`, help, labelNames: [...OF_PROCESS, ...labels], registers });

  const sockets = gauge('sockets', 'Sockets for streams', ['route', 'state']);
  const followed = gauge('followed', 'Streams that are followed', ['state']);
  const quiet = gauge('quiet_seconds', 'Longest time without a frame of a socket that is open', []);
  const rotation = gauge('rotation_seconds', 'Time until the first socket gives its place to another one', []);
  const backlog = gauge(
    'backlog_seconds',
    'Longest time that something which has come waited to be written, in the last five seconds',
    [],
  );
  const blocked = gauge('blocked', '1 while no socket brings anything, so that REST is planned in their place', []);
  const attempts = gauge('attempts_left', 'Sockets that may still be opened in the present window', []);
  const ended = counter('ended', 'Sockets that ended by themselves', ['cause']);
  const counters = Object.entries(streamCounters).map(([name, help]) => ({
    name: name as StreamCounter,
    metric: counter(snake(name), help, []),
  }));
  const all = [sockets, followed, quiet, rotation, backlog, blocked, attempts, ended];

  function showOne({ market, name, backlogMs, blocked: isBlocked, hub }: StreamsReport): void {
    const labels = { ...marketMember(market), process: name };
    for (const route of new Set(hub.sockets.map((socket) => socket.route))) {
      for (const state of socketStates) {
        const own = hub.sockets.filter((socket) => socket.route === route && socket.state === state);
        sockets.set({ ...labels, route, state }, own.length);
      }
    }
    for (const [state, count] of Object.entries(hub.streams)) followed.set({ ...labels, state }, count);
    const open = hub.sockets.filter(({ state }) => state === 'open' || state === 'replaced');
    if (open.length > 0) {
      quiet.set(labels, Math.max(...open.map(({ quietMs }) => quietMs)) / 1000);
      rotation.set(labels, Math.min(...open.map(({ rotatesInMs }) => rotatesInMs)) / 1000);
    }
    backlog.set(labels, backlogMs / 1000);
    blocked.set(labels, isBlocked ? 1 : 0);
    if (hub.attemptsLeft !== null) attempts.set(labels, hub.attemptsLeft);
    for (const { name: counted, metric } of counters) metric.inc(labels, hub.counts[counted]);
    // A counter that begins at one does not grow for Prometheus: the first end would not be seen.
    for (const cause of endCauses) ended.inc({ ...labels, cause }, 0);
    for (const [cause, count] of Object.entries(hub.counts.ended)) ended.inc({ ...labels, cause }, count);
  }

  return {
    show(reports) {
      for (const metric of [...all, ...counters.map(({ metric }) => metric)]) metric.reset();
      for (const report of reports) showOne(report);
    },
  };
}

/** `badFrames` → `bad_frames` */
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
