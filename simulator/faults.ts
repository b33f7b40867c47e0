import { type AnswerFault, answerFaultKinds } from './answerFault.ts';
import type { MarketName } from './market.ts';
import { type StreamFault, type StreamFaultKind, streamFaultKinds } from './streamFault.ts';
import { marketOf, type Route } from './streams/route.ts';

/** A fault is one of answers or one of streams. Kinds of streams' faults begin with `stream-`, and no others do. */
export type Fault = AnswerFault | StreamFault;
export const faultKinds = [...answerFaultKinds, ...streamFaultKinds] as const;

export const isStreamFault = (fault: Fault): fault is StreamFault => fault.kind.startsWith('stream-');

/** A fault in force, and how often it has struck. */
export interface ActiveFault {
  readonly id: number;
  readonly fault: Fault;
  readonly hits: number;
}

/** A stream's fault in force. */
export interface ActiveStreamFault extends ActiveFault {
  readonly fault: StreamFault;
}

export interface Faults {
  inject(fault: Fault): number;
  /** Ends one fault, or all; false when there is no such one. */
  clear(id?: number): boolean;
  list(): ActiveFault[];
  /** The first fault of answers in force that strikes this request, counted as a hit. */
  strike(market: MarketName, path: string, query: URLSearchParams): AnswerFault | undefined;
  /** The first fault of streams in force, of these kinds, that strikes; counted as a hit. `what`: the stream that it is about. */
  strikeStream(kinds: readonly StreamFaultKind[], what: StreamAndPair): ActiveStreamFault | undefined;
  /** The first fault in force that refuses sockets of a route; counted as a hit. */
  strikeHandshake(route: Route): ActiveStreamFault | undefined;
  /** Symbols of the pairs that a stream of all pairs leaves out; not counted. */
  silentIn(what: StreamAndPair): string[];
  /** All faults of streams in force, of one kind; not counted. */
  streamFaults(kind: StreamFaultKind): ActiveStreamFault[];
}

/** A stream, and the pair it is of, if it is of one. */
export interface StreamAndPair {
  readonly stream: string;
  readonly symbol: string | undefined;
  readonly market: MarketName;
}

type Entry = { readonly id: number; readonly fault: Fault; hits: number; readonly until: number };

/** @param monotonicMs a clock for `forMs` */
export function createFaults(monotonicMs: () => number): Faults {
  let active: Entry[] = [];
  let lastId = 0;

  const dropSpent = (): void => {
    if (active.length === 0) return;
    const now = monotonicMs();
    active = active.filter(({ fault, hits, until }) => now < until && hits < timesOf(fault));
  };
  const hit = (struck: Entry | undefined): void => {
    if (struck !== undefined) struck.hits += 1;
  };

  return {
    inject(fault) {
      lastId += 1;
      const until = fault.forMs === undefined ? Number.POSITIVE_INFINITY : monotonicMs() + fault.forMs;
      active.push({ id: lastId, fault, hits: 0, until });
      return lastId;
    },
    clear(id) {
      const before = active.length;
      active = id === undefined ? [] : active.filter((entry) => entry.id !== id);
      return id === undefined || active.length < before;
    },
    list() {
      dropSpent();
      return active.map(({ id, fault, hits }) => ({ id, fault, hits }));
    },
    strike(market, path, query) {
      dropSpent();
      const struck = active.find(({ fault }) => !isStreamFault(fault) && matches(fault, market, path, query));
      hit(struck);
      return struck === undefined || isStreamFault(struck.fault) ? undefined : struck.fault;
    },
    strikeStream(kinds, what) {
      dropSpent();
      const struck = active.find(
        ({ fault }) => isStreamFault(fault) && kinds.includes(fault.kind) && matchesStream(fault, what),
      );
      hit(struck);
      return struck !== undefined && isOfStreams(struck) ? struck : undefined;
    },
    strikeHandshake(route) {
      dropSpent();
      const struck = active
        .filter(isOfStreams)
        .find(({ fault }) => fault.kind === 'stream-refuse' && isOfRoute(fault, route));
      hit(struck);
      return struck;
    },
    silentIn(what) {
      dropSpent();
      return active.filter(isOfStreams).flatMap(({ fault: { symbol, ...fault } }) => {
        const isOne = fault.kind === 'stream-silent' && symbol !== undefined;
        return isOne && matchesStream(fault, what) ? [symbol.toUpperCase()] : [];
      });
    },
    streamFaults(kind) {
      dropSpent();
      return active.filter(isOfStreams).filter(({ fault }) => fault.kind === kind);
    },
  };
}

/** Whether a fault is about sockets of a route. */
export const isOfRoute = ({ market, route }: StreamFault, of: Route): boolean =>
  (market ?? marketOf(of)) === marketOf(of) && (route ?? of) === of;

const isOfStreams = (entry: Entry): entry is Entry & ActiveStreamFault => isStreamFault(entry.fault);

/** A gap is one event that is left out, unless more are asked for: without end it would be silence. */
const timesOf = ({ kind, times }: Fault): number => times ?? (kind === 'stream-gap' ? 1 : Number.POSITIVE_INFINITY);

function matches(fault: AnswerFault, market: MarketName, path: string, query: URLSearchParams): boolean {
  const { path: wanted, symbol } = fault;
  if (fault.market !== undefined && fault.market !== market) return false;
  if (wanted !== undefined && path !== wanted && !path.endsWith(`/${wanted.replace(/^\//, '')}`)) return false;
  if (symbol === undefined) return true;
  const named = symbol.toUpperCase();
  return (
    query.get('symbol') === named || query.get('pair') === named || (query.get('symbols') ?? '').includes(`"${named}"`)
  );
}

function matchesStream({ stream, symbol, market }: StreamFault, what: StreamAndPair): boolean {
  if (market !== undefined && market !== what.market) return false;
  if (stream !== undefined && stream !== what.stream && !(stream.startsWith('@') && what.stream.endsWith(stream)))
    return false;
  return symbol === undefined || symbol.toUpperCase() === what.symbol;
}
