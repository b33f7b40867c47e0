/** The kinds of callers' sockets, and what each is for. */
export const socketKinds = {
  streams: "The exchange's streams, in its dialect",
  requests: "Requests for market data, as over the exchange's WebSocket API",
  futures: 'Candles, liquidations and large trades of futures, in a form of ours',
} as const;
export type SocketKindName = keyof typeof socketKinds;

/** Why callers' sockets end, and what each word means. */
export const endCauses = {
  left: 'The caller closed it, or its connection broke',
  broken: 'A stream that it followed broke off, upstream or on the way here',
  slow: 'It took too little of what was sent',
  'too-fast': 'It sent more messages than may be',
  'no-pong': 'It did not answer pings',
  unreadable: 'It sent what is no WebSocket frame, or too long a message',
  'bad-address': 'What its address asks for there is not: it was told what there is',
  'key-withdrawn': 'Its access key is accepted no more: it is not in api.accessKeys now',
  stopping: 'This process stops',
} as const;
export type EndCause = keyof typeof endCauses;

/** Why a socket is not opened. */
export const refusalCauses = {
  'bad-request': 'It is no proper handshake, or the address has what it may not',
  'not-found': 'No sockets open at the address',
  unauthorized: 'The access key is missing or wrong',
  foreign: 'A web page of another site, or a Host that is not ours',
  'bad-stream': 'There is no such stream',
  'too-many-attempts': 'The address opens sockets too often',
  'too-many-sockets': 'The caller has as many sockets as it may',
  full: 'There is no room for another socket',
  gone: 'The caller has left before it was answered',
  away: 'The relay cannot follow the streams now',
} as const;
export type RefusalCause = keyof typeof refusalCauses;

/** What callers' sockets have done since the process started. */
export interface SocketCounts {
  opened: number;
  /** Frames and bytes sent, answers included. */
  frames: number;
  bytes: number;
  readonly ended: Record<EndCause, number>;
  readonly refused: Record<RefusalCause, number>;
}

const zeros = <Name extends string>(names: Readonly<Record<Name, string>>) =>
  Object.fromEntries(Object.keys(names).map((name) => [name, 0])) as Record<Name, number>;

export const createSocketCounts = (): SocketCounts => ({
  opened: 0,
  frames: 0,
  bytes: 0,
  ended: zeros(endCauses),
  refused: zeros(refusalCauses),
});

/** Of the sockets that are open now. */
export interface SocketsNow {
  readonly sockets: number;
  /** A stream that two sockets follow counts twice. */
  readonly subscriptions: number;
  /** Streams that are followed, each once. */
  readonly streams: number;
  /** Bytes that wait to be sent. */
  readonly waiting: number;
}

/** What is to be told of callers' sockets of one kind. */
export interface SocketsState {
  readonly counts: SocketCounts;
  now(): SocketsNow;
}

/** The same of all kinds that there are. */
export type SocketsStates = ReadonlyMap<SocketKindName, SocketsState>;
