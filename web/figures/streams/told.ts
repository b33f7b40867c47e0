/** What has happened, and when, ms. */
export interface Happened {
  readonly why: string;
  readonly at: number;
}

/** Of one process, or of all of a market together: docs/http-api.md#health. Times are those of the collectors' machine, ms. */
export interface StreamsOfSome {
  readonly sockets: Readonly<Record<'waiting' | 'opening' | 'open' | 'replaced', number>>;
  readonly streams: Readonly<Record<'down' | 'asked' | 'heard', number>>;
  readonly eventsPerSecond: number;
  readonly lastFrameAt: number | null;
  readonly nextRotationAt: number | null;
  readonly counts: StreamCounts;
  readonly backlogMs: number;
  readonly blocked: boolean;
  readonly blockedRoutes?: readonly string[];
  readonly waitsFor: string | null;
  readonly lastEnd: Happened | null;
  readonly lastBadFrame: Happened | null;
}

export interface StreamCounts {
  readonly events: number;
  readonly opened: number;
  readonly rotated: number;
  readonly renewed: number;
  readonly refused: number;
  readonly badFrames: number;
  readonly unknown: number;
  readonly wrongTimes: number;
  readonly ended: Readonly<Record<string, number>>;
}

export interface ProcessStreams extends StreamsOfSome {
  readonly name: string;
  readonly pid: number;
  readonly at: number;
  readonly list: readonly SocketOfStreams[];
}

export interface StreamsTold extends StreamsOfSome {
  readonly processes: readonly ProcessStreams[];
}

/** A socket to the exchange. */
export interface SocketOfStreams {
  readonly route: string;
  readonly state: string;
  readonly ageMs: number;
  readonly streams: number;
  /** Frames. */
  readonly perSecond: number;
  readonly quietMs: number;
  readonly rotatesInMs: number;
}

export interface RelayTold {
  readonly pid: number;
  readonly state: string;
  readonly links: number;
  readonly streams: number;
  readonly mostStreams: number;
  readonly framesPerSecond: number;
  readonly lagMs: number;
  readonly booksInStep: number;
  readonly booksOutOfStep: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Sockets that callers have opened, of the process that answers. */
export interface CallersSockets {
  readonly sockets: number;
  /** Streams that they follow, and different ones of them. */
  readonly subscriptions: number;
  readonly streams: number;
  /** Bytes that callers have not taken yet. */
  readonly waiting: number;
  readonly opened: number;
  readonly frames: number;
  readonly bytes: number;
  readonly ended: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
}

export interface SocketsTold extends CallersSockets {
  readonly kinds: Readonly<Record<string, CallersSockets>>;
}

/** Streams of events, of the process that answers. */
export interface EventsTold {
  readonly readers: number;
  readonly followed: number;
  readonly topics: number;
  readonly waiting: number;
  readonly lagMs: Readonly<Record<string, number | null>>;
  readonly opened: number;
  readonly events: number;
  readonly skipped: number;
  readonly ended: Readonly<Record<string, number>>;
}
