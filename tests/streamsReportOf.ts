import { type StreamsReport, streamCounters } from '../store/reports/streamReports.ts';

const counts = Object.fromEntries(Object.keys(streamCounters).map((name) => [name, 0]));

export const socketOf = (
  fields: Partial<StreamsReport['hub']['sockets'][number]> = {},
): StreamsReport['hub']['sockets'][number] => ({
  route: '',
  state: 'open',
  ageMs: 60_000,
  streams: 200,
  perSecond: 300,
  quietMs: 20,
  rotatesInMs: 7_200_000,
  ...fields,
});

/** A report of a process whose streams are all well, but for what is given. */
export const streamsReportOf = (
  fields: Partial<Omit<StreamsReport, 'hub'>> = {},
  hub: Partial<Omit<StreamsReport['hub'], 'counts'>> & { readonly counts?: object } = {},
): StreamsReport => ({
  market: 'spot',
  name: 'collectors',
  pid: 4711,
  at: Date.now(),
  blocked: false,
  backlogMs: 3,
  ...fields,
  hub: {
    sockets: [socketOf()],
    streams: { down: 0, asked: 0, heard: 198 },
    eventsPerSecond: 290,
    attemptsLeft: 299,
    waitsFor: null,
    lastEnd: null,
    lastEndAgoMs: null,
    lastBadFrame: null,
    lastBadFrameAgoMs: null,
    ...hub,
    counts: { ...counts, opened: 1, ended: {}, ...hub.counts } as StreamsReport['hub']['counts'],
  },
});
