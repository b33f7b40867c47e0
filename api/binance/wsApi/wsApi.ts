import type { SocketKind } from '../../sockets/kind.ts';
import type { SocketLimits } from '../../sockets/limits.ts';
import { DialectError } from '../dialectError.ts';
import { refusalWith, tellInDialect } from '../socketRefusal.ts';
import { socketLimits } from '../streams/limits.ts';
import { isOfWsApi, readAddress, type WsApiAddress } from './address.ts';
import { createWsAnswers, type WsAnswersParts } from './answers.ts';
import { Conversation } from './conversation.ts';
import { createRequestAllowance } from './requestAllowance.ts';
import { createSpending } from './spending.ts';

export interface WsApiParts extends Omit<WsAnswersParts, 'spending' | 'allowance'> {
  readonly monotonic: () => number;
}

/** Requests for market data over sockets, in the exchange's dialect: each is answered as the path of REST that `methods.ts` names. */
export function createWsApi(parts: WsApiParts): SocketKind {
  const allowance = createRequestAllowance(parts.monotonic);
  const answers = createWsAnswers({ ...parts, allowance, spending: createSpending(parts.now) });

  /** Requests are as many as the exchange's weight allows of the lightest ones, all of a minute's at once; pings are as on its streams. */
  function limitsOf({ market }: WsApiAddress): SocketLimits {
    const perMinute = parts.limitOf(market);
    return { ...socketLimits[market], messagesPerSecond: perMinute / 60, messagesAtOnce: perMinute };
  }

  return {
    name: 'requests',
    owns: isOfWsApi,
    async prepare({ url, who }) {
      const address = addressOf(url);
      return {
        limits: limitsOf(address),
        release: () => undefined,
        begin: (socket) => new Conversation(socket, (text) => answers({ ...address, who }, text), parts.onDefect),
      };
    },
    tell: tellInDialect,
    followed: () => ({ subscriptions: 0, streams: 0 }),
  };
}

function addressOf(url: string): WsApiAddress {
  try {
    const address = readAddress(url);
    if (address === null) throw new TypeError('no address of a WebSocket API');
    return address;
  } catch (error) {
    if (!(error instanceof DialectError)) throw error;
    throw refusalWith(error.status === 404 ? 'not-found' : 'bad-request', error);
  }
}
