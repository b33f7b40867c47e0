/** Sends our messages over one socket, in order, at most so many in any second. */
export interface StreamSender {
  /** @param onSent called when it leaves, which may be later */
  send(text: string, onSent: () => void): void;
  /** The answer to a ping comes before what waits. Only the newest ping is answered, as the protocol allows. */
  answerPing(data: Buffer): void;
  /** A ping of ours, unless one waits. */
  ping(): void;
  close(): void;
}

/** What a sender needs of a socket. */
export interface SendingSocket {
  send(text: string): void;
  pong(data: Buffer): void;
  ping(): void;
}

const SECOND_MS = 1_000;

/** @param monotonic ms */
export function createStreamSender(socket: SendingSocket, perSecond: number, monotonic: () => number): StreamSender {
  /** When the last ones of a second have left. */
  const sentAt: number[] = [];
  const queue: (() => void)[] = [];
  let pong: Buffer | null = null;
  /** However often we are pinged, what else waits has its turn. */
  let wasPong = false;
  let isPingDue = false;
  let timer: NodeJS.Timeout | undefined;

  /** What is sent next; undefined: nothing waits. */
  function take(): (() => void) | undefined {
    const waits = isPingDue || queue.length > 0;
    if (pong !== null && !(wasPong && waits)) {
      const data = pong;
      pong = null;
      wasPong = true;
      return () => socket.pong(data);
    }
    wasPong = false;
    if (isPingDue) {
      isPingDue = false;
      return () => socket.ping();
    }
    return queue.shift();
  }

  const isIdle = () => pong === null && !isPingDue && queue.length === 0;

  function pump(): void {
    while (!isIdle()) {
      const now = monotonic();
      const [oldest = 0] = sentAt;
      const waitMs = sentAt.length < perSecond ? 0 : oldest + SECOND_MS - now;
      if (waitMs > 0) {
        timer ??= setTimeout(() => {
          timer = undefined;
          pump();
        }, Math.ceil(waitMs)).unref();
        return;
      }
      if (sentAt.length >= perSecond) sentAt.shift();
      sentAt.push(now);
      take()?.();
    }
  }

  return {
    send(text, onSent) {
      queue.push(() => {
        socket.send(text);
        onSent();
      });
      pump();
    },
    answerPing(data) {
      pong = data;
      pump();
    },
    ping() {
      isPingDue = true;
      pump();
    },
    close() {
      clearTimeout(timer);
      queue.length = 0;
      pong = null;
      isPingDue = false;
    },
  };
}
