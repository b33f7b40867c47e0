/** What the streams have seen since the simulator started or its statistics were reset. */
export interface StreamStats {
  /** Sockets that are open now, and most at once. */
  readonly connections: number;
  readonly mostConnections: number;
  /** Subscriptions of all sockets now, and different streams that somebody follows. */
  readonly subscriptions: number;
  readonly streams: number;
  /** Handshakes tried, and those of them that were refused. */
  readonly attempts: number;
  readonly refused: number;
  /** Most attempts of one address within five minutes. */
  readonly mostAttempts: number;
  /** Events made, and messages sent: an event that two sockets follow is sent twice. */
  readonly events: number;
  readonly sent: number;
  /** Times that a stream fell silent because an error came of making its events. */
  readonly broken: number;
  /** Messages of clients, pings and pongs included; and sockets that were closed because they sent too many. */
  readonly received: number;
  readonly tooFast: number;
  /** Sockets closed because they did not answer pings, or did not read. */
  readonly unanswered: number;
  readonly unread: number;
}

type Counts = { -readonly [Name in keyof StreamStats]: number };

/** The counters, which are raised where it happens. */
export interface StreamCounts extends Counts {
  read(): StreamStats;
  reset(): void;
}

const zero = (): Omit<Counts, 'connections' | 'subscriptions' | 'streams'> => ({
  mostConnections: 0,
  attempts: 0,
  refused: 0,
  mostAttempts: 0,
  events: 0,
  sent: 0,
  broken: 0,
  received: 0,
  tooFast: 0,
  unanswered: 0,
  unread: 0,
});

export function createStreamCounts(): StreamCounts {
  const figures: Counts = { connections: 0, subscriptions: 0, streams: 0, ...zero() };
  return Object.assign(figures, {
    read: () => JSON.parse(JSON.stringify(figures)) as StreamStats,
    /** What is open stays. */
    reset: () => void Object.assign(figures, zero(), { mostConnections: figures.connections }),
  });
}
