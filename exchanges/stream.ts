import { WebSocket } from 'ws';
import { InvalidPayload } from '../model/invalidPayload.ts';
import { openTunnels } from './connections.ts';
import { type StreamEnd, whyItFailed, whyRefused } from './streamEnd.ts';
import { STREAM_LIMITS, type StreamLimits } from './streamLimits.ts';
import type { StreamProtocol } from './streamProtocol.ts';
import { createStreamRequests, type StreamMethod } from './streamRequests.ts';
import { createStreamSender } from './streamSender.ts';
import { watchSilence } from './watchSilence.ts';

/** What a socket tells. None of these may throw. After `onEnd`, which comes once, and after `close` nothing is told. */
export interface StreamHandlers {
  onOpen(): void;
  /** @param time by the exchange's clock, ms */
  onEvent(stream: string, data: unknown, time: number | null): void;
  /** `error` null: what was asked for these streams is accepted. */
  onReply(method: StreamMethod, streams: readonly string[], error: string | null): void;
  onShutdown(): void;
  onEnd(end: StreamEnd): void;
  /** A frame cannot be read: `why` in words. The socket goes on. */
  onBadFrame(why: string): void;
  /** A mistake of ours met in a frame. The socket goes on. */
  onDefect(error: unknown): void;
  /** Whether a stream that is accepted ticks: else silence proves nothing, and the exchange is pinged before a verdict. */
  isTicking(): boolean;
}

/** Longest message that is taken, bytes: a longer one ends the socket. */
const MOST_PAYLOAD = 16 * 1024 * 1024;

/** Longest message that is read: nothing of ours has a tenth of it, and reading it would hold up all else. */
const MOST_READ = 4 * 1024 * 1024;

/** How long the other side may take to close, ms. (The types do not know it.) */
const CLOSING = { closeTimeout: 1_000 };

export interface StreamOptions {
  readonly protocol: StreamProtocol;
  /** ws:// or wss:// */
  readonly url: string;
  readonly proxy: URL | null;
  readonly monotonic: () => number;
  /** Exchange-clock ms, while that is known. */
  readonly now: () => number;
  readonly limits?: Partial<StreamLimits>;
}

/** One WebSocket to an exchange. It stores and logs nothing. */
export interface Stream {
  request(method: StreamMethod, streams: readonly string[]): void;
  /** Frames that have come. */
  frames(): number;
  /** For how long none has come, ms, without the time in which this process stood still. */
  quietMs(): number;
  close(): void;
}

/** Opens a WebSocket. It ends by `close`, or by itself; who wants another one opens it. */
export function openStream(options: StreamOptions, handlers: StreamHandlers): Stream {
  const { protocol, url, proxy, monotonic } = options;
  const limits = { ...STREAM_LIMITS, ...options.limits };
  const tunnels = proxy === null ? null : openTunnels(proxy, limits.openWithinMs);
  const way = proxy === null ? '' : ` through the proxy ${proxy.host}`;
  const path = new URL(url).pathname;
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    followRedirects: false,
    maxPayload: MOST_PAYLOAD,
    ...CLOSING,
    autoPong: false,
    ...(tunnels !== null && { agent: tunnels }),
  });
  const noFault = () => undefined;
  const sender = createStreamSender(
    {
      send: (text) => socket.send(text, noFault),
      pong: (data) => socket.pong(data, true, noFault),
      ping: () => socket.ping(undefined, true, noFault),
    },
    protocol.messagesPerSecond,
    monotonic,
  );
  let isOver = false;
  let frames = 0;
  const requests = createStreamRequests({
    ...{ protocol, sender, limits },
    frames: () => frames,
    onReply(...reply) {
      if (!isOver) handlers.onReply(...reply);
    },
  });
  const silence = watchSilence({
    limits,
    monotonic,
    isOpen: () => socket.readyState === WebSocket.OPEN,
    ping: () => {
      if (!handlers.isTicking()) sender.ping();
    },
    onLook: requests.look,
    inVainMs: requests.inVainMs,
    onSilent: (cause, message) => end({ cause, message: `${path}: ${message}${way}` }),
  });

  function stop(): void {
    isOver = true;
    silence.stop();
    sender.close();
    tunnels?.destroy();
  }

  function end(how: StreamEnd): void {
    if (isOver) return;
    stop();
    socket.terminate();
    handlers.onEnd(how);
  }

  function read(data: unknown, isBinary: boolean): void {
    const buffer = data as Buffer;
    if (isBinary) throw new InvalidPayload('a frame of a stream is not text');
    if (buffer.length > MOST_READ) throw new InvalidPayload(`a frame of a stream is longer than ${MOST_READ} bytes`);
    const message = protocol.read(buffer.toString());
    silence.readable();
    if (message.kind === 'event') handlers.onEvent(message.stream, message.data, message.time);
    else if (message.kind === 'reply') requests.answered(message);
    else handlers.onShutdown();
  }

  // Also after the end: an error that nobody hears would end the process.
  socket.on('error', (error) => end(whyItFailed(path, error, way)));
  socket.on('open', () => {
    if (isOver) return;
    silence.opened();
    handlers.onOpen();
  });
  socket.on('ping', (data) => sender.answerPing(data));
  socket.on('pong', () => silence.heard());
  socket.on('unexpected-response', (request, response) => {
    // What is left to read has a time of its own.
    silence.stop();
    whyRefused(protocol, path, response, options.now, way)
      .catch((error: unknown): StreamEnd => {
        handlers.onDefect(error);
        return { cause: 'refused', message: `${path}: no WebSocket answers${way} (${response.statusCode})` };
      })
      .then((how) => {
        end(how);
        request.destroy();
      });
  });
  socket.on('close', (code, reason) => {
    const said = reason.toString().slice(0, 120);
    end({ cause: 'closed', message: `${path}: the exchange closed the socket (${code}${said && `: ${said}`})` });
  });
  socket.on('message', (data, isBinary) => {
    if (isOver) return;
    frames++;
    silence.came();
    try {
      read(data, isBinary);
    } catch (error) {
      if (error instanceof InvalidPayload) handlers.onBadFrame(error.message);
      else handlers.onDefect(error);
    }
  });

  return {
    request: requests.send,
    frames: () => frames,
    quietMs: silence.quietMs,
    close() {
      if (isOver) return;
      stop();
      // While it opens this breaks it off.
      socket.close(1000);
    },
  };
}
