import type { Stream } from '../../../exchanges/stream.ts';

/** The streams that were asked for over one socket. */
export interface Subscriptions {
  has(stream: string): boolean;
  /** The exchange has accepted it, or it has spoken, which is more. */
  isAccepted(stream: string): boolean;
  /** Whether one that is accepted is such a one. */
  isAnyAccepted(isSuch: (stream: string) => boolean): boolean;
  spoke(stream: string): void;
  /** All that was asked for is answered. */
  isSettled(): boolean;
  /** Asks for what is missing of these, and ends what is not among them. */
  carry(wanted: ReadonlySet<string>): void;
  /** Ends a stream and asks for it anew, alone. */
  renew(stream: string): void;
  /** A request to begin these was answered. */
  answered(streams: readonly string[], error: string | null): void;
  size(): number;
}

export interface SubscriptionsHandlers {
  onAccepted(stream: string): void;
  onRefused(stream: string, error: string): void;
}

export function createSubscriptions(
  request: Stream['request'],
  { onAccepted, onRefused }: SubscriptionsHandlers,
): Subscriptions {
  /** Whether each is accepted. */
  const asked = new Map<string, boolean>();
  /** Requests by stream that are not answered: one that is asked for anew may have two. */
  let unanswered = 0;

  function subscribe(streams: readonly string[]): void {
    for (const stream of streams) asked.set(stream, false);
    unanswered += streams.length;
    request('subscribe', streams);
  }

  function accepted(streams: readonly string[]): void {
    for (const stream of streams) {
      if (!asked.has(stream)) continue;
      asked.set(stream, true);
      onAccepted(stream);
    }
  }

  /** One name that the exchange refuses must not keep the others out: halves find it. */
  function refused(streams: readonly string[], error: string): void {
    const left = streams.filter((stream) => asked.get(stream) === false);
    const [only] = left;
    if (left.length > 1) {
      const middle = Math.ceil(left.length / 2);
      subscribe(left.slice(0, middle));
      subscribe(left.slice(middle));
    } else if (only !== undefined) {
      asked.delete(only);
      onRefused(only, error);
    }
  }

  return {
    has: (stream) => asked.has(stream),
    isAccepted: (stream) => asked.get(stream) === true,
    isAnyAccepted(isSuch) {
      for (const [stream, isAccepted] of asked) if (isAccepted && isSuch(stream)) return true;
      return false;
    },
    spoke: (stream) => asked.set(stream, true),
    isSettled: () => unanswered === 0,
    carry(wanted) {
      const over = [...asked.keys()].filter((stream) => !wanted.has(stream));
      for (const stream of over) asked.delete(stream);
      request('unsubscribe', over);
      subscribe([...wanted].filter((stream) => !asked.has(stream)));
    },
    renew(stream) {
      if (asked.delete(stream)) request('unsubscribe', [stream]);
      subscribe([stream]);
    },
    answered(streams, error) {
      unanswered -= streams.length;
      if (error === null) accepted(streams);
      else refused(streams, error);
    },
    size: () => asked.size,
  };
}
