import { formatUnits } from '../../decimals.ts';
import { listedAt } from '../../endpoints/endpoint.ts';
import { type Contract, contractTypeAt, statusAt } from '../contracts/contract.ts';
import { NO_DELIVERY } from '../contracts/contractSpec.ts';
import type { UsdmEndpoint } from './usdmEndpoint.ts';

const ASSETS = [
  { asset: 'USDT', marginAvailable: true, autoAssetExchange: '-10000' },
  { asset: 'BTC', marginAvailable: true, autoAssetExchange: '-0.10000000' },
  { asset: 'BNB', marginAvailable: true, autoAssetExchange: '0' },
];
const ORDER_TYPES = [
  'LIMIT',
  'MARKET',
  'STOP',
  'STOP_MARKET',
  'TAKE_PROFIT',
  'TAKE_PROFIT_MARKET',
  'TRAILING_STOP_MARKET',
];

/** `/fapi/v1/exchangeInfo`: always all contracts. */
export function createExchangeInfo(weightLimit: number): UsdmEndpoint {
  const rateLimits = limitsWith(weightLimit);
  return {
    parameters: [],
    answer: ({ pairs, now }) => ({
      timezone: 'UTC',
      serverTime: now,
      futuresType: 'U_MARGINED',
      rateLimits,
      exchangeFilters: [],
      assets: ASSETS,
      symbols: listedAt(pairs, now).map((contract) => rowOf(contract, now)),
    }),
  };
}

/** `/dapi/v1/exchangeInfo`: there are no contracts of COIN-M. */
export function createCoinInfo(weightLimit: number): UsdmEndpoint {
  const rateLimits = limitsWith(weightLimit);
  return {
    parameters: [],
    answer: ({ now }) => ({ timezone: 'UTC', serverTime: now, rateLimits, exchangeFilters: [], symbols: [] }),
  };
}

const limitsWith = (weightLimit: number) => [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: weightLimit },
  { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300 },
];

/** A contract's row: every field Binance sends, many of them the same for all here. */
function rowOf(contract: Contract, now: number) {
  const { contract: spec, trading } = contract;
  const places = trading.scale.written ?? { price: 8, quantity: 8 };
  return {
    symbol: spec.symbol,
    pair: spec.pair,
    contractType: contractTypeAt(spec, now),
    deliveryDate: spec.endsAt ?? NO_DELIVERY,
    onboardDate: spec.onboardAt,
    status: statusAt(contract, now),
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: spec.baseAsset,
    quoteAsset: spec.quoteAsset,
    marginAsset: spec.quoteAsset,
    pricePrecision: places.price,
    quantityPrecision: places.quantity,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: spec.underlyingType,
    underlyingSubType: spec.underlyingSubType,
    triggerProtect: '0.0500',
    liquidationFee: '0.012500',
    marketTakeBound: '0.05',
    maxMoveOrderLimit: 10_000,
    filters: filtersOf(contract),
    orderTypes: ORDER_TYPES,
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
    permissionSets: ['GRID', 'COPY', 'DCA', 'PSB'],
  };
}

function filtersOf({ trading }: Contract) {
  const { priceDecimals, quantityDecimals, written } = trading.scale;
  const tickSize = formatUnits(1, priceDecimals, written?.price);
  const stepSize = formatUnits(1, quantityDecimals, quantityDecimals);
  return [
    { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '4529764', tickSize },
    { filterType: 'LOT_SIZE', stepSize, maxQty: '1000000', minQty: stepSize },
    { filterType: 'MARKET_LOT_SIZE', stepSize, maxQty: '100000', minQty: stepSize },
    { filterType: 'MAX_NUM_ORDERS', limit: 200 },
    { filterType: 'MIN_NOTIONAL', notional: '5' },
    { filterType: 'PERCENT_PRICE', multiplierDown: '0.9500', multiplierUp: '1.0500', multiplierDecimal: '4' },
    { filterType: 'POSITION_RISK_CONTROL', positionControlSide: 'NONE' },
  ];
}
