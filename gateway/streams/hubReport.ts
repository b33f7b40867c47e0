import type { EndCause } from '../../exchanges/streamEnd.ts';

/** What has happened since the hub was made. */
export interface HubCounts {
  /** Sockets that were begun. */
  opened: number;
  /** Sockets that took another one's place before that ended. */
  rotated: number;
  /** Sockets that ended by themselves, by cause. */
  readonly ended: Partial<Record<EndCause, number>>;
  /** Streams that were asked for anew. */
  renewed: number;
  /** Streams that the exchange has refused. */
  refused: number;
  /** Frames that cannot be read. */
  badFrames: number;
  /** Events of streams that nobody follows. */
  unknown: number;
  /** Events that tell a time which cannot be. */
  wrongTimes: number;
}

export const newCounts = (): HubCounts => ({
  opened: 0,
  rotated: 0,
  ended: {},
  renewed: 0,
  refused: 0,
  badFrames: 0,
  unknown: 0,
  wrongTimes: 0,
});

export interface SocketReport {
  readonly route: string;
  /** `waiting`: there is none, and another one is opened later · `replaced`: another one is about to take its place */
  readonly state: 'waiting' | 'opening' | 'open' | 'replaced';
  readonly ageMs: number;
  /** Heartbeats included. */
  readonly streams: number;
  /** Frames a second. */
  readonly perSecond: number;
  /** Since the last frame, ms. */
  readonly quietMs: number;
  /** Until another one takes its place, ms. */
  readonly rotatesInMs: number;
}

/** The state of a hub, for people and metrics. */
export interface HubReport {
  readonly sockets: readonly SocketReport[];
  readonly streams: { readonly down: number; readonly asked: number; readonly heard: number };
  readonly counts: Readonly<HubCounts>;
  /** Sockets that may still be opened in the present window, as last known. */
  readonly attemptsLeft: number | null;
  /** Why no socket is opened now that should be; null: nothing keeps us. */
  readonly waitsFor: string | null;
  /** Why the last socket has ended; null: none has. */
  readonly lastEnd: string | null;
  /** The last frame that could not be read; null: there was none. */
  readonly lastBadFrame: string | null;
}
