import { besideExchange } from './besideExchange.ts';
import { drivesOf } from './drivers.ts';
import {
  binanceRequests,
  ccxtRequests,
  connectorRequests,
  officialFuturesRequests,
  officialSpotRequests,
} from './steps/requests.ts';

/** The clients' WebSocket APIs, made by the blocks of `docs/clients.md`, against the exchange itself and against the API in front of it. */

const drives = drivesOf({
  '@binance/spot': { spot: officialSpotRequests },
  '@binance/derivatives-trading-usds-futures': { futures: officialFuturesRequests },
  '@binance/connector': { requestsWith: connectorRequests },
  binance: { requests: binanceRequests },
  ccxt: { exchange: ccxtRequests },
});

const { clients } = besideExchange(drives);

it('no client has ended its process', () => {
  expect(clients().hasEnded()).toBe(false);
});
