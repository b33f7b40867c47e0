import type { Call, Params } from '../call.ts';
import { clock, live, MINUTE, polled, refused, rows, type Scene, type Step, same } from '../step.ts';

/** How one of the clients names the calls of spot's market data; each takes the parameters by Binance's names. */
export type SpotCalls = Readonly<Record<SpotCall, ((params: Params) => Call) | null>>;

type SpotCall =
  | 'ping'
  | 'time'
  | 'exchangeInfo'
  | 'depth'
  | 'trades'
  | 'historicalTrades'
  | 'aggTrades'
  | 'klines'
  | 'uiKlines'
  | 'avgPrice'
  | 'day'
  | 'tradingDay'
  | 'window'
  | 'price'
  | 'book';
/** The steps that clients have in common which name their parameters as Binance does; those that a client does not have are left out. */
export function spotSteps(calls: SpotCalls): readonly Step[] {
  const some = (
    kind: typeof same,
    call: SpotCall,
    says: string,
    params: (scene: Scene) => Params = () => ({}),
  ): Step[] => {
    const run = calls[call];
    return run === null ? [] : [kind(`${call} ${says}`.trim(), (scene) => run(params(scene)))];
  };
  const symbols = ['BTCUSDT', 'ETCUSDT'];
  return [
    ...some(same, 'ping', ''),
    ...some(clock, 'time', ''),
    ...some(same, 'exchangeInfo', ''),
    ...some(same, 'exchangeInfo', 'of one', ({ symbol }) => ({ symbol })),
    ...some(same, 'exchangeInfo', 'of two', () => ({ symbols })),
    ...[undefined, 5, 100, 500, 1000].flatMap((limit) =>
      some(live, 'depth', limit === undefined ? '' : `of ${limit}`, ({ symbol }) => ({
        symbol,
        ...(limit && { limit }),
      })),
    ),
    ...some(live, 'depth', 'of a pair that nobody collects', ({ other }) => ({ symbol: other, limit: 5 })),
    ...some(rows, 'trades', '', ({ symbol }) => ({ symbol, limit: 100 })),
    ...some(same, 'historicalTrades', '', ({ symbol }) => ({ symbol, fromId: 1_000_000, limit: 100 })),
    ...some(rows, 'aggTrades', '', ({ symbol }) => ({ symbol, limit: 100 })),
    ...some(same, 'aggTrades', 'from an id', ({ symbol, spotId }) => ({ symbol, fromId: spotId, limit: 20 })),
    ...some(same, 'aggTrades', 'within times', ({ symbol, settled }) => ({
      ...{ symbol, startTime: settled - 10 * MINUTE, endTime: settled - 5 * MINUTE },
    })),
    ...some(rows, 'klines', '', ({ symbol }) => ({ symbol, interval: '1m', limit: 60 })),
    ...some(rows, 'klines', 'without a limit', ({ symbol }) => ({ symbol, interval: '1h' })),
    ...some(rows, 'klines', 'of 2h', ({ symbol }) => ({ symbol, interval: '2h', limit: 10 })),
    ...some(same, 'klines', 'within times', ({ symbol, settled }) => ({
      ...{ symbol, interval: '1m', startTime: settled - 50 * MINUTE, endTime: settled - 30 * MINUTE },
    })),
    ...some(same, 'klines', 'up to a time', ({ symbol, settled }) => ({
      ...{ symbol, interval: '1m', endTime: settled - 30 * MINUTE, limit: 20 },
    })),
    ...some(same, 'klines', 'from the listing on', ({ symbol }) => ({
      symbol,
      interval: '1m',
      startTime: 0,
      limit: 1,
    })),
    ...some(rows, 'klines', 'by another clock', ({ symbol }) => ({ symbol, interval: '1d', timeZone: '8', limit: 5 })),
    ...some(rows, 'uiKlines', '', ({ symbol }) => ({ symbol, interval: '1h', limit: 5 })),
    ...some(refused, 'klines', 'of an unknown symbol', () => ({ symbol: 'NONEUSDT', interval: '1m' })),
    ...some(refused, 'klines', 'of an unknown interval', ({ symbol }) => ({ symbol, interval: '7m' })),
    ...some(refused, 'aggTrades', 'by id and time', ({ symbol, spotId }) => ({ symbol, fromId: spotId, startTime: 1 })),
    ...some(polled, 'avgPrice', '', ({ symbol }) => ({ symbol })),
    ...some(live, 'day', '', ({ symbol }) => ({ symbol })),
    ...some(live, 'day', 'of two', () => ({ symbols })),
    ...some(live, 'day', 'of all', () => ({})),
    ...some(live, 'tradingDay', '', ({ symbol }) => ({ symbol })),
    ...some(live, 'window', 'of 4h', ({ symbol }) => ({ symbol, windowSize: '4h' })),
    ...some(live, 'price', '', ({ symbol }) => ({ symbol })),
    ...some(live, 'price', 'of two', () => ({ symbols })),
    ...some(live, 'price', 'of all', () => ({})),
    ...some(live, 'book', '', ({ symbol }) => ({ symbol })),
    ...some(live, 'book', 'of all', () => ({})),
  ];
}
