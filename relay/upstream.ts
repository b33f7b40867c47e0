import type { RelayedStream } from '../exchanges/relayedStreams.ts';
import type { Following, Hub } from '../gateway/streams/hub.ts';
import type { RelayRefused } from '../model/relayLink.ts';

/** Who follows a stream. After `onBreak` and `onRefused` nothing is told any more. None of these may throw. */
export interface Listener {
  /** The exchange has accepted it. */
  onFollowed(): void;
  /** @param text the event as it was sent */
  onFrame(text: string): void;
  onBreak(why: string): void;
  onRefused(code: RelayRefused['code'], why: string): void;
}

/** A stream that is followed at the exchange. Who follows it here hears all that comes of it from then on, or that it has broken off. */
export interface Upstream {
  readonly name: string;
  readonly stream: RelayedStream;
  isUp(): boolean;
  /** The last event that was told; undefined: none was since it is up. */
  last(): string | undefined;
  /** Monotonic ms since which nobody follows it; null: somebody does. */
  unusedSince(): number | null;
  begin(): void;
  follow(listener: Listener): () => void;
  /** Refuses whoever has waited since before this for the exchange to accept it, monotonic ms. */
  refuseWaiting(since: number): void;
  close(): void;
}

export interface UpstreamOptions {
  readonly hub: Pick<Hub, 'follow'>;
  readonly monotonic: () => number;
  /** Called with each event before anybody is told; null: nobody wants it. */
  readonly onEvent: ((text: string) => void) | null;
  /** It is up, or no longer. */
  readonly onState: () => void;
}

/** So many of the last events tell what another socket has told. Events of one time may be a few. */
const MOST_TOLD = 4;

export function createUpstream(name: string, stream: RelayedStream, options: UpstreamOptions): Upstream {
  const { hub, monotonic, onEvent, onState } = options;
  /** Who follows it, since when it waits (monotonic ms), and whether the exchange has accepted it for it. */
  const listeners = new Map<Listener, { readonly since: number; isTold: boolean }>();
  let told: string[] = [];
  let isUp = false;
  let unusedSince: number | null = monotonic();
  let following: Following | null = null;

  /** Those that were told that it is followed have to begin anew. */
  function breakOff(why: string): void {
    told = [];
    for (const [listener, { isTold }] of [...listeners]) {
      if (!isTold) continue;
      leave(listener);
      listener.onBreak(why);
    }
  }

  function leave(listener: Listener): void {
    if (listeners.delete(listener) && listeners.size === 0) unusedSince = monotonic();
  }

  function tell(text: string): void {
    told.push(text);
    if (told.length > MOST_TOLD) told.shift();
    onEvent?.(text);
    for (const listener of listeners.keys()) listener.onFrame(text);
  }

  /** Tells what a socket brings that has taken another one's place: it may have come before, or something may be missing. */
  function tellAfterChange(text: string): void {
    const standing = stream.standing(told, text);
    if (standing === 'double') return;
    if (standing === 'hole') breakOff('the socket that has taken over does not go on from the one before it');
    tell(text);
  }

  function down(why: string): void {
    isUp = false;
    breakOff(why);
    onState();
  }

  return {
    name,
    stream,
    isUp: () => isUp,
    last: () => told.at(-1),
    unusedSince: () => unusedSince,

    begin() {
      following = hub.follow(name, {
        onEvent(event, _asOf, mayBeDouble) {
          if (mayBeDouble) tellAfterChange(event as string);
          else tell(event as string);
        },
        onUp() {
          isUp = true;
          onState();
          for (const [listener, state] of [...listeners]) {
            state.isTold = true;
            listener.onFollowed();
          }
        },
        onDown: down,
        // What cannot be read may have been of this stream.
        onDoubt: () => breakOff('something has come over its socket that cannot be read'),
        onRefused(why) {
          for (const listener of [...listeners.keys()]) {
            leave(listener);
            listener.onRefused('refused', why);
          }
        },
      });
    },

    follow(listener) {
      listeners.set(listener, { since: monotonic(), isTold: isUp });
      unusedSince = null;
      if (isUp) listener.onFollowed();
      return () => leave(listener);
    },

    refuseWaiting(since) {
      for (const [listener, { since: waitingSince, isTold }] of [...listeners]) {
        if (isTold || waitingSince >= since) continue;
        leave(listener);
        listener.onRefused('away', 'the exchange has not accepted it in time');
      }
    },

    close() {
      following?.close();
      following = null;
      isUp = false;
      breakOff('the relay stops');
      onState();
      for (const listener of [...listeners.keys()]) {
        leave(listener);
        listener.onRefused('away', 'the relay stops');
      }
    },
  };
}
