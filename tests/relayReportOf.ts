import type { RelayReport } from '../store/reports/relayReports.ts';

/** A report of a relay that is well, but for what is given. */
export const relayReportOf = (fields: Partial<RelayReport> = {}): RelayReport => ({
  pid: 4713,
  at: Date.now(),
  state: 'listening',
  links: 2,
  streams: 412,
  mostStreams: 2_000,
  framesPerSecond: 5204,
  lagMs: 7,
  booksInStep: 11,
  booksOutOfStep: 1,
  counts: { frames: 100, bytes: 50_000, cutOff: 1, refused: 2, broken: 3 },
  ...fields,
});
