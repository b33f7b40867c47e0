import type { StreamLimits } from './streamLimits.ts';
import type { StreamMessage, StreamProtocol } from './streamProtocol.ts';
import type { StreamSender } from './streamSender.ts';

export type StreamMethod = Parameters<StreamProtocol['request']>[0];

/** What we ask over one socket, and what is answered. */
export interface StreamRequests {
  /** In as few messages as the exchange allows. */
  send(method: StreamMethod, streams: readonly string[]): void;
  answered(reply: Extract<StreamMessage, { kind: 'reply' }>): void;
  /** So much time has passed, ms: what is not answered for too long is given up. */
  look(passedMs: number): void;
  /**
   * For how long a message of ours has waited in vain, ms: no frame has come at all meanwhile, so the socket brings nothing, whatever answers its
   * pings. Null: none has waited for too long. That is `silentMs`, or `answerWithinMs` where the socket has not brought anything yet.
   */
  inVainMs(): number | null;
}

interface Waiting {
  readonly method: StreamMethod;
  readonly streams: readonly string[];
  /** Frames that had come when it was sent. */
  readonly framesBefore: number;
  waitedMs: number;
}

export interface StreamRequestsOptions {
  readonly protocol: Pick<StreamProtocol, 'request' | 'mostRequestBytes'>;
  readonly sender: Pick<StreamSender, 'send'>;
  readonly limits: Pick<StreamLimits, 'answerWithinMs' | 'silentMs'>;
  /** Frames that have come so far, of whatever kind. */
  readonly frames: () => number;
  /** Is told of each message of ours once; `error` null: it was accepted. */
  readonly onReply: (method: StreamMethod, streams: readonly string[], error: string | null) => void;
}

export function createStreamRequests(options: StreamRequestsOptions): StreamRequests {
  const { protocol, sender, limits, frames, onReply } = options;
  /** By id: those that were sent, in order. */
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  function send(method: StreamMethod, streams: readonly string[]): void {
    if (streams.length === 0) return;
    const text = protocol.request(method, streams, lastId + 1);
    if (Buffer.byteLength(text) >= protocol.mostRequestBytes) {
      split(method, streams);
      return;
    }
    const id = ++lastId;
    sender.send(text, () => waiting.set(id, { method, streams, framesBefore: frames(), waitedMs: 0 }));
  }

  function split(method: StreamMethod, streams: readonly string[]): void {
    if (streams.length === 1) {
      onReply(method, streams, 'its name is longer than a request may be');
      return;
    }
    const middle = Math.ceil(streams.length / 2);
    send(method, streams.slice(0, middle));
    send(method, streams.slice(middle));
  }

  const isInVain = ({ framesBefore }: Waiting): boolean => frames() === framesBefore;

  function settle(id: number, error: string | null): void {
    const request = waiting.get(id);
    if (!waiting.delete(id) || request === undefined) return;
    onReply(request.method, request.streams, error);
  }

  return {
    send,

    answered({ id, error }) {
      // An error without a number is of the oldest: they are answered in turn.
      const [oldest] = waiting.keys();
      const of = id ?? oldest;
      if (of !== undefined) settle(of, error);
    },

    look(passedMs) {
      for (const [id, request] of waiting) {
        request.waitedMs += passedMs;
        if (request.waitedMs > limits.answerWithinMs && !isInVain(request)) {
          settle(id, `not answered within ${limits.answerWithinMs} ms`);
        }
      }
    },

    inVainMs() {
      for (const request of waiting.values()) {
        const mostMs = request.framesBefore === 0 ? limits.answerWithinMs : limits.silentMs;
        if (request.waitedMs > mostMs && isInVain(request)) return mostMs;
      }
      return null;
    },
  };
}
