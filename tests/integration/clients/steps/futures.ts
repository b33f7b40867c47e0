import type { Call, Params } from '../call.ts';
import { clock, live, MINUTE, polled, refused, rows, type Scene, type Step, same } from '../step.ts';

type FuturesCall =
  | 'ping'
  | 'time'
  | 'exchangeInfo'
  | 'depth'
  | 'trades'
  | 'aggTrades'
  | 'klines'
  | 'continuousKlines'
  | 'indexPriceKlines'
  | 'markPriceKlines'
  | 'premiumIndexKlines'
  | 'premiumIndex'
  | 'fundingRate'
  | 'fundingInfo'
  | 'day'
  | 'price'
  | 'priceV2'
  | 'book'
  | 'deliveryPrice'
  | 'openInterest'
  | 'openInterestHist'
  | 'topPositions'
  | 'topAccounts'
  | 'allAccounts'
  | 'takerVolume'
  | 'basis'
  | 'indexInfo'
  | 'assetIndex'
  | 'constituents';

/** How one of the clients names the calls of futures' market data; each takes the parameters by Binance's names. */
export type FuturesCalls = Readonly<Partial<Record<FuturesCall, (params: Params) => Call>>>;

/** The steps that clients have in common; those that a client does not have are left out. `historicalTrades` needs a key of Binance's. */
export function futuresSteps(calls: FuturesCalls): readonly Step[] {
  const some = (
    kind: typeof same,
    call: FuturesCall,
    says: string,
    params: (scene: Scene) => Params = () => ({}),
  ): Step[] => {
    const run = calls[call];
    if (run === undefined) return [];
    return [kind(`futures: ${call} ${says}`.trim(), (scene) => run(params(scene)))];
  };
  const ofSymbol = ({ symbol }: Scene) => ({ symbol });
  const five = { period: '5m', limit: 10 };
  const hour = { interval: '1h', limit: 10 };
  return [
    ...some(same, 'ping', ''),
    ...some(clock, 'time', ''),
    ...some(same, 'exchangeInfo', ''),
    ...[undefined, 5, 100, 1000].flatMap((limit) =>
      some(live, 'depth', limit === undefined ? '' : `of ${limit}`, ({ symbol }) => ({
        symbol,
        ...(limit && { limit }),
      })),
    ),
    ...some(rows, 'trades', '', ({ symbol }) => ({ symbol, limit: 50 })),
    ...some(rows, 'aggTrades', '', ({ symbol }) => ({ symbol, limit: 50 })),
    ...some(same, 'aggTrades', 'from an id', ({ symbol, futuresId }) => ({ symbol, fromId: futuresId, limit: 5 })),
    ...some(same, 'aggTrades', 'within times', ({ symbol, settled }) => ({
      ...{ symbol, startTime: settled - 10 * MINUTE, endTime: settled - 5 * MINUTE },
    })),
    ...some(rows, 'klines', '', ({ symbol }) => ({ symbol, interval: '1m', limit: 60 })),
    ...some(rows, 'klines', 'without a limit', ({ symbol }) => ({ symbol, interval: '1h' })),
    ...some(rows, 'klines', 'of 4h', ({ symbol }) => ({ symbol, interval: '4h', limit: 499 })),
    ...some(same, 'klines', 'within times', ({ symbol, settled }) => ({
      ...{ symbol, interval: '1m', startTime: settled - 50 * MINUTE, endTime: settled - 30 * MINUTE },
    })),
    ...some(refused, 'klines', 'of an unknown symbol', () => ({ symbol: 'NONEUSDT', interval: '1m' })),
    ...some(refused, 'klines', 'of too many rows', ({ symbol }) => ({ symbol, interval: '1m', limit: 1501 })),
    ...some(refused, 'depth', 'of a number of levels that there is not', ({ symbol }) => ({ symbol, limit: 7 })),
    ...some(rows, 'continuousKlines', '', ({ symbol }) => ({ pair: symbol, contractType: 'PERPETUAL', ...hour })),
    ...some(rows, 'indexPriceKlines', '', ({ symbol }) => ({ pair: symbol, ...hour })),
    ...some(rows, 'markPriceKlines', '', ({ symbol }) => ({ symbol, ...hour })),
    ...some(rows, 'premiumIndexKlines', '', ({ symbol }) => ({ symbol, ...hour })),
    ...some(live, 'premiumIndex', '', ofSymbol),
    ...some(live, 'premiumIndex', 'of all'),
    ...some(rows, 'fundingRate', '', ({ symbol }) => ({ symbol, limit: 20 })),
    ...some(same, 'fundingInfo', ''),
    ...some(live, 'day', '', ofSymbol),
    ...some(live, 'day', 'of all'),
    ...some(live, 'price', '', ofSymbol),
    ...some(live, 'priceV2', '', ofSymbol),
    ...some(live, 'priceV2', 'of all'),
    ...some(live, 'book', '', ofSymbol),
    ...some(live, 'book', 'of all'),
    ...some(same, 'deliveryPrice', '', ({ symbol }) => ({ pair: symbol })),
    ...some(polled, 'openInterest', '', ofSymbol),
    ...some(rows, 'openInterestHist', '', ({ symbol }) => ({ symbol, ...five })),
    ...some(rows, 'topPositions', '', ({ symbol }) => ({ symbol, ...five })),
    ...some(rows, 'topAccounts', '', ({ symbol }) => ({ symbol, ...five })),
    ...some(rows, 'allAccounts', '', ({ symbol }) => ({ symbol, ...five })),
    ...some(rows, 'takerVolume', '', ({ symbol }) => ({ symbol, ...five })),
    ...some(rows, 'basis', '', ({ symbol }) => ({ pair: symbol, contractType: 'PERPETUAL', ...five })),
    ...some(live, 'indexInfo', ''),
    ...some(live, 'assetIndex', ''),
    ...some(live, 'constituents', '', ofSymbol),
  ];
}
