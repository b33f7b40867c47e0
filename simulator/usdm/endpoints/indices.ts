import { apiErrors } from '../../apiError.ts';
import { formatUnits } from '../../decimals.ts';
import { instantOf, listedAt } from '../../endpoints/endpoint.ts';
import type { Contract } from '../contracts/contract.ts';
import { PRICE_DECIMALS } from '../contracts/priceHistory.ts';
import { wholeSecond } from '../contracts/priceLine.ts';
import { settlePriceAt, writeUnits } from './premiumIndex.ts';
import { readPair, type UsdmEndpoint } from './usdmEndpoint.ts';

/** What the index of several coins is made of, and the share of each. */
const PARTS: readonly (readonly [string, number])[] = [
  ['ETH', 0.44],
  ['BNB', 0.21],
  ['XRP', 0.19],
  ['SOL', 0.16],
];

/** `/fapi/v1/indexInfo`: what the indices are made of that are no coin's. */
export const indexInfo: UsdmEndpoint = {
  parameters: ['symbol'],
  answer({ params, pairs, now }) {
    const asked = params.text('symbol') === undefined ? listedAt(pairs, now) : [params.listing()];
    const indices = asked.filter(({ contract }) => contract.underlyingType === 'INDEX');
    if (params.text('symbol') !== undefined && indices.length === 0) throw apiErrors.badSymbol();
    return indices.map(({ spec }) => ({
      symbol: spec.symbol,
      time: wholeSecond(now),
      component: 'baseAsset',
      baseAssetList: PARTS.map(([baseAsset, share]) => ({
        baseAsset,
        quoteAsset: 'USDT',
        weightInQuantity: (share * 1000).toFixed(8),
        weightInPercentage: share.toFixed(8),
      })),
    }));
  },
};

/** Assets that may be margin for others' contracts, in parts of 10^-8: how far their rates are from the index on either side. */
const ASSETS: readonly (readonly [string, number])[] = [
  ['BTC', 5_000_000],
  ['ETH', 5_000_000],
  ['BNB', 10_000_000],
  ['ADA', 10_000_000],
];

/** `/fapi/v1/assetIndex`: of one (`BTCUSD`) an object, of all a list. */
export const assetIndex: UsdmEndpoint = {
  parameters: ['symbol'],
  answer({ params, pairs, now }) {
    const rowOf = ([asset, buffer]: readonly [string, number]) => {
      const contract = pairs.get(`${asset}USDT`);
      return contract === undefined ? [] : [assetRow(asset, buffer, contract, now)];
    };
    const symbol = params.text('symbol');
    if (symbol === undefined) return ASSETS.flatMap(rowOf);
    const [row] = ASSETS.filter(([asset]) => `${asset}USD` === symbol).flatMap(rowOf);
    if (row === undefined) throw apiErrors.badSymbol();
    return row;
  },
};

function assetRow(asset: string, buffer: number, contract: Contract, now: number) {
  const time = wholeSecond(now);
  const index = contract.index.priceAt(instantOf(contract, time)) ?? 0;
  const rate = (parts: number): string => writeUnits(Math.round(index * (1 + parts / 10 ** PRICE_DECIMALS)));
  const parts = formatUnits(buffer, PRICE_DECIMALS);
  const halves = formatUnits(buffer / 2, PRICE_DECIMALS);
  return {
    symbol: `${asset}USD`,
    time,
    index: writeUnits(index),
    bidBuffer: parts,
    askBuffer: parts,
    bidRate: rate(-buffer),
    askRate: rate(buffer),
    autoExchangeBidBuffer: halves,
    autoExchangeAskBuffer: halves,
    autoExchangeBidRate: rate(-buffer / 2),
    autoExchangeAskRate: rate(buffer / 2),
  };
}

/** Where an index is taken from: exchange, weight, and how many parts of 10^-8 its price is off. Weighted, they make up the index. */
const VENUES: readonly (readonly [string, number, number])[] = [
  ['binance', 0.4, 0],
  ['okex', 0.2, 3000],
  ['coinbase', 0.2, -3000],
  ['bybit', 0.2, 0],
];

/** `/fapi/v1/constituents`: where a contract's index is taken from. Prices of what is no coin are not told: -1. */
export const constituents: UsdmEndpoint = {
  parameters: ['symbol'],
  answer({ params, now }) {
    const contract = params.listing();
    const time = wholeSecond(now);
    const index = contract.index.priceAt(instantOf(contract, time)) ?? 0;
    const { pair, kind } = contract.contract;
    const rows = VENUES.map(([exchange, weight, off]) => ({
      exchange,
      symbol: pair,
      price: kind === 'tradifi' ? '-1' : writeUnits(Math.round(index * (1 + off / 10 ** PRICE_DECIMALS))),
      weight: weight.toFixed(8),
    }));
    return { symbol: contract.spec.symbol, time, constituents: rows };
  },
};

/** `/futures/data/delivery-price`: what a pair's dated contracts were delivered at, the newest first. The price is a number. */
export const deliveryPrice: UsdmEndpoint = {
  parameters: ['pair'],
  answer(call) {
    const { pair } = readPair(call).contract;
    const delivered = [...call.pairs.values()].filter(
      ({ contract }) => contract.kind === 'quarterly' && contract.pair === pair && (contract.endsAt ?? 0) <= call.now,
    );
    const times = delivered.map((contract) => ({ contract, deliveryTime: contract.endsAt ?? 0 }));
    times.sort((left, right) => right.deliveryTime - left.deliveryTime);
    return times.map(({ contract, deliveryTime }) => ({
      deliveryTime,
      deliveryPrice: Number((settlePriceAt(contract, deliveryTime) / 10 ** PRICE_DECIMALS).toFixed(2)),
    }));
  },
};
