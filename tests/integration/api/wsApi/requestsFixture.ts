import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ClientOptions } from 'ws';
import type { Answer, Question } from '../../../../api/binance/answer.ts';
import type { ApiContext } from '../../../../api/context/context.ts';
import { type ApiServer, createHttpServer } from '../../../../api/http/server/server.ts';
import { Outgoing } from '../../../../api/sockets/outbox.ts';
import type { Sockets } from '../../../../api/sockets/sockets.ts';
import { createUpgrades } from '../../../../api/upgrades.ts';
import { monotonicMs } from '../../../../runtime/machine.ts';
import { configOf } from '../../../configOf.ts';
import { openRequester, type Requester } from './requester.ts';

/** Sockets for requests over a real server, with answers that a test gives. */
export interface RequestsFixture {
  readonly server: ApiServer;
  readonly sockets: Sockets;
  readonly url: string;
  /** Defects that were met. */
  readonly defects: unknown[];
  /** What was asked, in order. */
  readonly asked: Question[];
  /** By market, method and result. */
  readonly counted: string[];
  /** What a question is answered. */
  answer: (question: Question) => Promise<Answer>;
  /** How long a refusal of a caller is held back, ms. */
  heldMs: (caller: string) => number;
  /** Weight that the exchange allows in a minute. */
  weightPerMinute: number;
  /** `api` of CONFIG.json. */
  api: Record<string, unknown>;
  open(path?: string, options?: ClientOptions): Promise<Requester>;
  close(): Promise<void>;
}

export const NOW = 1_790_000_000_000;

export const answerOf = (body: Answer['body']): Answer => ({
  ...{ status: 200, body, from: 'memory', source: 'simulator', ageMs: 0, asOf: 0 },
});

export async function createRequestsFixture(): Promise<RequestsFixture> {
  const context = {
    config: () => configOf({ pairs: ['btcusdt'], api: fixture.api }),
    relay: null,
    board: {
      now: () => NOW,
      book: () => ({ limits: { weightPerMinute: fixture.weightPerMinute } }),
      defects: { note: (_where: string, error: unknown) => fixture.defects.push(error) > 0 },
    },
  } as unknown as ApiContext;
  const sockets = createUpgrades({
    ...{ context, noteWrongKey: () => 0, outgoing: new Outgoing(monotonicMs) },
    requests: {
      answering(question) {
        fixture.asked.push(question);
        return fixture.answer(question);
      },
      brake: { refused: (caller) => fixture.heldMs(caller) },
      count: (...labels) => void fixture.counted.push(labels.join(' ')),
    },
  });
  if (sockets === null) throw new Error('there are sockets for requests');
  const server = createHttpServer((_request, response) => response.end('an answer of HTTP'), { upgrades: sockets });
  await once(server.http.listen(0, '127.0.0.1'), 'listening');
  const url = `ws://127.0.0.1:${(server.http.address() as AddressInfo).port}`;
  const fixture: RequestsFixture = {
    ...{ server, sockets, url, defects: [], asked: [], counted: [] },
    answer: () => Promise.resolve(answerOf('{}')),
    heldMs: () => 0,
    weightPerMinute: 6000,
    api: {},
    open: (path = '/ws-api/v3', options = {}) => openRequester(`${url}${path}`, options),
    close: () => server.stop({ silentMs: 0, mostMs: 500 }),
  };
  return fixture;
}
