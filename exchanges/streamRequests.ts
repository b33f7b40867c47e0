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
}

interface Waiting {
  readonly method: StreamMethod;
  readonly streams: readonly string[];
  waitedMs: number;
}

/** @param onReply is told of each message of ours once; `error` null: it was accepted */
export function createStreamRequests(
  protocol: Pick<StreamProtocol, 'request' | 'mostRequestBytes'>,
  sender: Pick<StreamSender, 'send'>,
  answerWithinMs: number,
  onReply: (method: StreamMethod, streams: readonly string[], error: string | null) => void,
): StreamRequests {
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
    sender.send(text, () => waiting.set(id, { method, streams, waitedMs: 0 }));
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
        if (request.waitedMs > answerWithinMs) settle(id, `not answered within ${answerWithinMs} ms`);
      }
    },
  };
}
