import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ClientOptions, WebSocket } from 'ws';
import type { ApiContext } from '../../../../api/context/context.ts';
import { allMarkets } from '../../../../api/context/markets.ts';
import { type ApiServer, createHttpServer } from '../../../../api/http/server/server.ts';
import { type BacklogLimits, Outgoing } from '../../../../api/sockets/outbox.ts';
import type { SocketsState } from '../../../../api/state/counts/socketCounts.ts';
import { createUpgrades, type UpgradesChanges } from '../../../../api/upgrades.ts';
import type { RelayLink } from '../../../../model/relayLink.ts';
import { monotonicMs } from '../../../../runtime/machine.ts';
import { createSimulator, type Simulator } from '../../../../simulator/createSimulator.ts';
import { defaultSymbols } from '../../../../simulator/trading/symbols.ts';
import { configOf } from '../../../configOf.ts';
import { eventually } from '../../../eventually.ts';
import { openSimulatorLink, type SimulatorLink } from '../../../simulatorLink.ts';

/** A caller's socket, and all that has come over it. */
export interface TestCaller {
  readonly socket: WebSocket;
  readonly texts: string[];
  /** The messages that are answers, not events. */
  answers(): Record<string, unknown>[];
  /** Sends a message and waits for the answer with its id. */
  ask(method: string, params?: unknown, id?: number | string): Promise<Record<string, unknown>>;
  /** Waits until it is closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export type StreamsChanges = UpgradesChanges & { readonly backlog?: BacklogLimits };

export interface StreamsFixture {
  readonly simulator: Simulator;
  readonly server: ApiServer;
  readonly streams: { readonly callers: SocketsState };
  /** Sockets of the futures service. */
  readonly futures: SocketsState;
  readonly port: number;
  /** Defects that were met. */
  readonly defects: unknown[];
  /** Parts of CONFIG.json, which a test may change. */
  api: Record<string, unknown>;
  symbols: ReadonlySet<string> | null | Promise<null>;
  /** Opens a socket. @throws Error with the status where it is refused */
  open(path: string, options?: ClientOptions): Promise<TestCaller>;
  /** What is said to a wish for a socket that is not granted. */
  refused(path: string, options?: ClientOptions): Promise<{ status: number; body: unknown; headers: unknown }>;
  close(): Promise<void>;
}

export async function createStreamsFixture(
  changes: StreamsChanges = {},
): Promise<StreamsFixture & { readonly link: SimulatorLink }> {
  // Busy pairs: something comes at once of each stream.
  const symbols = defaultSymbols
    .filter(({ symbol }) => ['BTCUSDT', 'ETHUSDT'].includes(symbol))
    .map((spec) => ({ ...spec, ordersPerMinute: 120 }));
  const simulator = await createSimulator({ symbols });
  const link = openSimulatorLink({ spot: simulator.streamUrl, usdm: simulator.usdmStreamUrl });
  const served = await serveStreams(link, simulator, changes);
  return Object.assign(served, {
    link,
    close: async () => {
      await served.server.stop({ silentMs: 0, mostMs: 500 });
      link.close();
      await simulator.close();
    },
  });
}

/** Serves streams over any link. `close` leaves link and simulator open. */
export async function serveStreams(
  link: RelayLink,
  simulator: Simulator,
  { backlog, ...changes }: StreamsChanges = {},
): Promise<StreamsFixture> {
  const defects: unknown[] = [];
  let config = configOf({ pairs: ['btcusdt'] });
  let api: Record<string, unknown> = {};
  const context = {
    config: () => config,
    markets: allMarkets,
    log: { error: (message: string) => defects.push(message) },
    callers: () => ({ symbols: async () => fixture.symbols }),
    relay: link,
    board: { defects: { note: (_where: string, error: unknown) => defects.push(error) > 0 } },
  } as unknown as ApiContext;
  const upgrades = createUpgrades(
    { context, noteWrongKey: () => 0, outgoing: new Outgoing(monotonicMs, backlog) },
    changes,
  );
  const [callers, futures] = [upgrades?.states.get('streams'), upgrades?.states.get('futures')];
  if (!upgrades || !callers || !futures) throw new Error('there is a link');
  const server = createHttpServer((_request, response) => response.end('an answer of HTTP'), { upgrades });
  await once(server.http.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.http.address() as AddressInfo;

  const fixture: StreamsFixture = {
    ...{ simulator, server, streams: { callers }, futures, port, defects },
    symbols: null,
    get api() {
      return api;
    },
    set api(next) {
      api = next;
      config = configOf({ pairs: ['btcusdt'], api });
    },
    open: (path, options) => openCaller(`ws://127.0.0.1:${port}${path}`, options),
    async refused(path, options) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, options);
      socket.on('error', () => undefined);
      const [, response] = await once(socket, 'unexpected-response');
      let text = '';
      for await (const chunk of response) text += String(chunk);
      return { status: response.statusCode, body: JSON.parse(text), headers: response.headers };
    },
    close: () => server.stop({ silentMs: 0, mostMs: 500 }),
  };
  return fixture;
}

export async function openCaller(url: string, options?: ClientOptions): Promise<TestCaller> {
  const socket = new WebSocket(url, options);
  const texts: string[] = [];
  let lastId = 0;
  const isAnswer = (text: string): boolean => /^\{"(?:result|error)"/.test(text);
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  socket.on('message', (data) => texts.push(String(data)));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  const caller: TestCaller = {
    ...{ socket, texts, closed },
    answers: () => texts.filter(isAnswer).map((text) => JSON.parse(text) as Record<string, unknown>),
    async ask(method, params, id = ++lastId) {
      socket.send(JSON.stringify({ method, ...(params !== undefined && { params }), id }));
      return eventually(() => caller.answers().find((answer) => answer.id === id) ?? false, 10_000);
    },
  };
  return caller;
}
