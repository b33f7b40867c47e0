import { WebSocket } from 'ws';
import type { Market } from '../../markets/markets.js';
import type { DepthAnswer } from './bookByDocument.ts';
import { createLine, type Line, type LineOptions, type StreamEvent } from './lines.ts';

/** One who follows streams of a market over one socket, as well-behaved programs do: when it is closed he connects anew, and begins anew. */
export interface Caller {
  /** Exchange time as of which all of a pair was in step last; null: it is not. */
  inStepAt(code: string): number | null;
  /** How often his socket has ended. */
  ends(): number;
  stop(): void;
}

/** How the streams are asked for: in the address, each event as it is or with its stream; or by messages. */
export type Manner = 'raw' | 'combined' | 'messages';

export interface CallerOptions extends Pick<LineOptions, 'note'> {
  readonly market: Market;
  readonly codes: readonly string[];
  readonly truth: LineOptions['truth'];
  readonly manner: Manner;
  /** http://127.0.0.1:port */
  readonly apiUrl: string;
}

/** Between the end of a socket and the next attempt, ms, and as much again at most. */
const AGAIN_MS = 200;
const HANDSHAKE_MS = 10_000;

const streamsOf = (code: string): string[] => ['depth@100ms', 'trade', 'aggTrade'].map((kind) => `${code}@${kind}`);
const depthPath = { spot: '/api/v3/depth', usdm: '/fapi/v1/depth' } as const;

export function startCaller(options: CallerOptions): Caller {
  const { market, codes, truth, manner, apiUrl, note } = options;
  const streams = codes.flatMap(streamsOf);
  const base = `${apiUrl.replace(/^http/, 'ws')}${market === 'usdm' ? '/fstream' : ''}`;
  const url = {
    raw: `${base}/ws/${streams.join('/')}`,
    combined: `${base}/stream?streams=${streams.join('/')}`,
    messages: `${base}/ws`,
  }[manner];
  let lines = new Map<string, Line>();
  let socket: WebSocket | null = null;
  let again: NodeJS.Timeout | undefined;
  let ends = 0;
  let isStopped = false;

  async function ask(code: string): Promise<DepthAnswer> {
    const address = `${apiUrl}${depthPath[market]}?symbol=${code.toUpperCase()}&limit=1000`;
    const response = await fetch(address, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return (await response.json()) as DepthAnswer;
  }

  function open(): void {
    const opening = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: HANDSHAKE_MS });
    socket = opening;
    const own = new Map(
      codes.map((code) => [
        code.toUpperCase(),
        createLine({ market, code, truth, ask: () => ask(code), note: (why) => note(`${code}: ${why}`) }),
      ]),
    );
    lines = own;
    opening.on('open', () => {
      if (manner === 'messages') opening.send(JSON.stringify({ method: 'SUBSCRIBE', params: streams, id: 1 }));
    });
    opening.on('message', (data) => hear(JSON.parse(String(data)) as StreamEvent, own));
    opening.on('error', () => undefined);
    opening.on('close', () => {
      for (const line of own.values()) line.close();
      ends += 1;
      if (!isStopped) again = setTimeout(open, AGAIN_MS * (1 + Math.random()));
    });
  }

  function hear(message: StreamEvent, own: ReadonlyMap<string, Line>): void {
    const event = (manner === 'combined' ? message.data : message) as StreamEvent;
    if (event?.e !== undefined) own.get(String(event.s))?.take(event);
    else if (message.code === -1121) note(`refused: ${JSON.stringify(message)}`);
  }

  open();
  return {
    inStepAt: (code) =>
      socket?.readyState === WebSocket.OPEN ? (lines.get(code.toUpperCase())?.inStepAt() ?? null) : null,
    ends: () => ends,
    stop() {
      isStopped = true;
      clearTimeout(again);
      for (const line of lines.values()) line.close();
      socket?.terminate();
    },
  };
}
