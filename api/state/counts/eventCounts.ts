/** Why event streams end, and what each word means. */
export const eventEndCauses = {
  left: 'The reader closed it, or its connection broke',
  slow: 'It took too little of what was sent',
  withdrawn:
    'Its access key is not in api.accessKeys any more, its Host is not answered any more, or its web page is not in api.cors any more',
  stopping: 'This process stops',
} as const;
export type EventEndCause = keyof typeof eventEndCauses;

/** How soon events are sent: series without delay, latest values and candles a few times a second. */
export const eventKinds = ['series', 'conflated'] as const;
export type EventKind = (typeof eventKinds)[number];

/** What was done for readers of event streams since the process started. */
export interface EventCounts {
  opened: number;
  /** One that goes to two readers counts twice. */
  events: number;
  bytes: number;
  /** Rows of series that were gone before they could be told. */
  skipped: number;
  readonly ended: Record<EventEndCause, number>;
}

export const createEventCounts = (): EventCounts => ({
  opened: 0,
  events: 0,
  bytes: 0,
  skipped: 0,
  ended: Object.fromEntries(Object.keys(eventEndCauses).map((cause) => [cause, 0])) as EventCounts['ended'],
});

/** Of the event streams that are open now. */
export interface EventsNow {
  readonly readers: number;
  /** A topic that two readers follow counts twice. */
  readonly followed: number;
  /** Topics that are followed, each once. */
  readonly topics: number;
  /** Bytes that wait to be sent. */
  readonly waiting: number;
  /** The longest from an announcement of the last ten seconds until what it brought was sent, ms; null: nothing was. */
  readonly lagMs: Readonly<Record<EventKind, number | null>>;
}

/** What is to be told of event streams. */
export interface EventsState {
  readonly counts: EventCounts;
  now(): EventsNow;
}
