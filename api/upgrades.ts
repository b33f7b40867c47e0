import { Big } from 'big.js';
import { connectors } from '../gateway/connectors.ts';
import type { Market } from '../markets/markets.js';
import { monotonicMs } from '../runtime/machine.ts';
import { createStreams, type StreamsParts } from './binance/streams/streams.ts';
import { createWsApi, type WsApiParts } from './binance/wsApi/wsApi.ts';
import type { ApiContext } from './context/context.ts';
import { exchangeNames, FUTURES } from './futures/exchanges.ts';
import { createFuturesSockets, type FuturesSocketsParts } from './futures/sockets/futuresSockets.ts';
import { type AccessOptions, createAccess } from './http/access/access.ts';
import { createThrottledLog } from './http/problems/throttledLog.ts';
import { PATIENCE_MS } from './sockets/channels.ts';
import { createHoldings } from './sockets/holdings.ts';
import { inTime } from './sockets/inTime.ts';
import type { SocketKind } from './sockets/kind.ts';
import { MOST_STREAMS_OF_CALLER } from './sockets/limits.ts';
import type { Outgoing } from './sockets/outbox.ts';
import { createSockets, type Sockets, type SocketsParts } from './sockets/sockets.ts';

export interface UpgradesOptions extends AccessOptions {
  readonly context: ApiContext;
  readonly outgoing: Outgoing;
  /** How requests for market data are answered; absent: there are no sockets for them. */
  readonly requests?: Pick<WsApiParts, 'answering' | 'count' | 'brake'>;
}

/** What tests change. */
export interface UpgradesChanges
  extends Partial<Omit<SocketsParts, 'kinds' | 'outgoing'>>,
    Partial<Pick<StreamsParts, 'limits' | 'patienceMs'>> {
  /** Different streams that a caller may follow over all of its sockets. */
  readonly mostOfCaller?: number;
}

/** Makes what serves WebSockets in this process, with all of their kinds; null: there are none to be had. */
export function createUpgrades(
  { context, noteWrongKey, outgoing, requests }: UpgradesOptions,
  { limits, patienceMs = PATIENCE_MS, mostOfCaller = MOST_STREAMS_OF_CALLER, ...changes }: UpgradesChanges = {},
): Sockets | null {
  const { relay, board } = context;
  const { monotonic = monotonicMs } = changes;
  const onDefect = (error: unknown): void => void board.defects.note('sockets of callers', error);
  const kinds: SocketKind[] = [];
  if (relay !== null) {
    const holdings = createHoldings(mostOfCaller);
    const symbols = async (market: Market) => (await context.callers(market)?.symbols()) ?? null;
    const ofStreams = {
      ...{ link: relay, holdings, monotonic, onDefect, patienceMs },
      // The check only says sooner what the relay says, too: it may take half of the time, and the streams have the rest.
      symbolsOf: (market: Market) => inTime(symbols(market), patienceMs / 2, () => null),
      ...(limits !== undefined && { limits }),
    } satisfies StreamsParts;
    kinds.push(createStreams(ofStreams));
    const ofFutures = futuresSockets(context, ofStreams);
    if (ofFutures !== null) kinds.push(ofFutures);
  }
  if (requests !== undefined) {
    const limitOf = (market: Market): number => board.book(market).limits.weightPerMinute;
    kinds.push(createWsApi({ ...requests, limitOf, now: board.now, monotonic, onDefect }));
  }
  const [first, ...others] = kinds;
  if (first === undefined) return null;
  const mayAsk = createAccess({ context, noteWrongKey });
  return createSockets({ kinds: [first, ...others], mayAsk, monotonic, onDefect, outgoing, ...changes });
}

/** Null: this program has no futures. @param shared what it has in common with other kinds that follow streams */
function futuresSockets(
  { markets, log, config }: ApiContext,
  shared: Pick<FuturesSocketsParts, 'link' | 'symbolsOf' | 'holdings' | 'monotonic' | 'patienceMs'>,
): SocketKind | null {
  const { live, symbolOf } = connectors[FUTURES];
  const exchanges = exchangeNames(markets);
  if (live === undefined || exchanges.length === 0) return null;
  const report = createThrottledLog(log);
  return createFuturesSockets({
    ...shared,
    ...{ live, exchanges, symbolOf },
    defaultThreshold: () => Big(config().live.largeTradeUsd).toFixed(),
    onBadEvent: (error) => report('an event for callers is left out', error),
  });
}
