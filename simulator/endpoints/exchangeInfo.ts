import { apiErrors } from '../apiError.ts';
import { formatUnits } from '../decimals.ts';
import type { Listing } from '../trading/pairs.ts';
import { type Call, type Endpoint, listedAt } from './endpoint.ts';

/** Groups of accounts that may trade a pair: on the real exchange each pair names so many, which is most of what is said of it. */
const GROUPS = Array.from({ length: 221 }, (_, index) => `TRD_GRP_${String(index + 4).padStart(3, '0')}`);
const PERMISSIONS = ['SPOT', 'MARGIN', ...GROUPS];

/** `/api/v3/exchangeInfo`. */
export function createExchangeInfo(weightLimit: number): Endpoint {
  const rateLimits = [
    { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: weightLimit },
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
    { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200_000 },
    { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 },
  ];
  return {
    parameters: ['symbol', 'symbols', 'permissions', 'symbolStatus', 'showPermissionSets'],
    answer(call) {
      const withSets = readFlag(call.params.text('showPermissionSets'));
      const symbols = select(call).map((listing) => rowOf(listing, withSets));
      return { timezone: 'UTC', serverTime: call.now, rateLimits, exchangeFilters: [], symbols };
    },
  };
}

function select({ params, pairs, now }: Call): readonly Listing[] {
  const asked = params.listings();
  const [status, permissions] = [params.status(), params.text('permissions')];
  if (asked !== undefined) {
    if (status !== undefined || permissions !== undefined) throw apiErrors.badCombination();
    return asked.list;
  }
  const wanted = permissions?.replace(/[[\]"]/g, '').split(',') ?? PERMISSIONS;
  if (!wanted.some((permission) => PERMISSIONS.includes(permission))) return [];
  return listedAt(pairs, now).filter((listing) => status === undefined || listing.status === status);
}

function readFlag(value: string | undefined): boolean {
  if (value !== undefined && !/^(true|false)$/i.test(value)) throw apiErrors.badValue('showPermissionSets');
  return value?.toLowerCase() !== 'false';
}

/** A pair's row: every field Binance sends, most of them the same for all pairs here. */
function rowOf({ spec, status }: Listing, withSets: boolean) {
  return {
    symbol: spec.symbol,
    status,
    baseAsset: spec.baseAsset,
    baseAssetPrecision: 8,
    quoteAsset: spec.quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'],
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: true,
    opoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    amendAllowed: true,
    pegInstructionsAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: true,
    filters: filtersOf(spec.priceDecimals, spec.quantityDecimals),
    permissions: [],
    permissionSets: withSets ? [PERMISSIONS] : [],
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER'],
  };
}

function filtersOf(priceDecimals: number, quantityDecimals: number) {
  const tickSize = formatUnits(1, priceDecimals);
  const stepSize = formatUnits(1, quantityDecimals);
  return [
    { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '1000000.00000000', tickSize },
    { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: '90000000.00000000', stepSize },
    { filterType: 'ICEBERG_PARTS', limit: 100 },
    { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '900000.00000000', stepSize: '0.00000000' },
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: 10,
      maxTrailingAboveDelta: 2000,
      minTrailingBelowDelta: 10,
      maxTrailingBelowDelta: 2000,
    },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: '2',
      bidMultiplierDown: '0.5',
      askMultiplierUp: '2',
      askMultiplierDown: '0.5',
      avgPriceMins: 5,
    },
    {
      filterType: 'NOTIONAL',
      minNotional: '5.00000000',
      applyMinToMarket: true,
      maxNotional: '9000000.00000000',
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
    { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: 20 },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 5 },
    { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 10 },
  ];
}
