import { madeUpPair } from '../../trading/madeUp.ts';
import type { SymbolSpec } from '../../trading/symbols.ts';
import type { ContractSpec, FundingPeriod } from './contractSpec.ts';
import { currentQuarter, deliveryName, deliveryOf } from './quarters.ts';

const EVERY_8_HOURS: readonly FundingPeriod[] = [{ from: 0, hours: 8 }];
const EVERY_4_HOURS: readonly FundingPeriod[] = [{ from: 0, hours: 4 }];
const EVERY_HOUR: readonly FundingPeriod[] = [{ from: 0, hours: 1 }];
/** From this moment on LINKUSDT is funded every 4 hours instead of every 8. */
export const LINK_CHANGES_AT = Date.UTC(2026, 10, 20);
const CHANGING: readonly FundingPeriod[] = [...EVERY_8_HOURS, { from: LINK_CHANGES_AT, hours: 4 }];

/**
 * Only two go far back: the first time that old candles of a contract are asked for takes a while.
 *
 * base asset, onboard, decimals of printed prices, step decimals, highest funding rate ('': fundingInfo does not list it), fundings.
 */
type Row = readonly [string, string, number, number, string, readonly FundingPeriod[]];

const rows: readonly Row[] = [
  ['BTC', '2019-09-08T17', 2, 3, '0.00300', EVERY_8_HOURS],
  ['ETH', '2019-11-27T08', 2, 3, '0.00300', EVERY_8_HOURS],
  ['BCH', '2023-12-19T07', 2, 3, '', EVERY_8_HOURS],
  ['XRP', '2024-01-06T08', 4, 1, '0.00375', EVERY_8_HOURS],
  ['LTC', '2024-01-09T08', 2, 3, '', EVERY_8_HOURS],
  ['TRX', '2024-01-15T08', 5, 0, '0.004875', EVERY_8_HOURS],
  ['ETC', '2024-01-16T08', 3, 2, '', EVERY_8_HOURS],
  ['LINK', '2024-01-17T08', 3, 2, '0.02000000', CHANGING],
  ['XLM', '2024-01-20T08', 5, 0, '', EVERY_8_HOURS],
  ['ADA', '2024-01-31T08', 5, 0, '0.00375', EVERY_8_HOURS],
  ['XTZ', '2024-02-06T08', 4, 1, '0.02000000', EVERY_4_HOURS],
  ['BNB', '2024-02-10T08', 3, 2, '0.00375', EVERY_8_HOURS],
  ['ATOM', '2024-02-07T08', 3, 2, '', EVERY_8_HOURS],
  ['VET', '2024-02-14T08', 6, 0, '', EVERY_8_HOURS],
  ['ALGO', '2024-06-19T08', 4, 1, '0.02000000', EVERY_4_HOURS],
  ['DOGE', '2024-07-10T09', 6, 0, '0.00375', EVERY_8_HOURS],
  ['DOT', '2024-08-22T07', 3, 1, '', EVERY_8_HOURS],
  ['SOL', '2024-09-14T07', 4, 2, '0.00375', EVERY_8_HOURS],
  ['UNI', '2024-09-18T07', 4, 0, '', EVERY_8_HOURS],
  ['AVAX', '2024-09-23T07', 4, 0, '0.00375', EVERY_8_HOURS],
  ['NEAR', '2024-10-15T07', 4, 0, '', EVERY_8_HOURS],
  ['FIL', '2024-10-16T07', 3, 1, '', EVERY_8_HOURS],
  ['AAVE', '2024-10-16T09', 3, 1, '', EVERY_8_HOURS],
  ['HBAR', '2024-03-19T07', 5, 0, '0.02000000', EVERY_4_HOURS],
  ['ICP', '2024-09-27T02', 3, 0, '', EVERY_8_HOURS],
  ['ARB', '2023-03-23T16', 6, 1, '0.02000000', EVERY_HOUR],
  ['SUI', '2023-05-03T13', 6, 1, '0.02000000', EVERY_8_HOURS],
];

const hour = (text: string): number => Date.parse(`${text}:00:00Z`);

const coins: readonly ContractSpec[] = rows.map(
  ([baseAsset, onboard, pricePlaces, quantityDecimals, fundingCap, funding]) => ({
    ...{ symbol: `${baseAsset}USDT`, pair: `${baseAsset}USDT`, baseAsset, quoteAsset: 'USDT', kind: 'perpetual' },
    ...{ onboardAt: hour(onboard), pricePlaces, quantityDecimals, underlyingType: 'COIN', underlyingSubType: ['PoW'] },
    ...{ funding, ...(fundingCap !== '' && { fundingCap }) },
  }),
);

/** A pair that only has a contract. */
const ownPair = (
  baseAsset: string,
  onboard: string,
  price: number,
  priceDecimals: number,
  quantityDecimals: number,
): SymbolSpec => ({
  ...{ symbol: `${baseAsset}USDT`, baseAsset, quoteAsset: 'USDT', listedAt: hour(onboard), firstPrice: price },
  ...{ level: price, priceDecimals, quantityDecimals, ordersPerMinute: 4, stepsPerOrder: 4000 },
});

const alone = (own: SymbolSpec, pricePlaces: number, rest: Partial<ContractSpec>): ContractSpec => ({
  ...{ symbol: own.symbol, pair: own.symbol, baseAsset: own.baseAsset, quoteAsset: own.quoteAsset, kind: 'perpetual' },
  ...{ onboardAt: own.listedAt, pricePlaces, quantityDecimals: own.quantityDecimals, underlyingType: 'COIN' },
  ...{ underlyingSubType: [], funding: EVERY_8_HOURS, own },
  ...rest,
});

/** A perpetual of a pair that is not among these, such as one that is only recorded. */
export const perpetual = (own: SymbolSpec): ContractSpec => alone(own, own.priceDecimals, {});

/** One of each kind that is not like the others. */
const others: readonly ContractSpec[] = [
  alone(ownPair('BTCDOM', '2021-06-17T07', 4200, 1, 3), 1, {
    underlyingType: 'INDEX',
    underlyingSubType: ['Index'],
    fundingCap: '0.03000000',
  }),
  alone(ownPair('XAU', '2025-12-11T08', 4300, 2, 3), 2, {
    kind: 'tradifi',
    underlyingType: 'COMMODITY',
    underlyingSubType: ['TradFi'],
  }),
  // Its prices are printed with more decimals than its tick has.
  alone(ownPair('TSLA', '2026-01-28T14', 410, 2, 2), 5, {
    kind: 'tradifi',
    underlyingType: 'EQUITY',
    underlyingSubType: ['TradFi'],
  }),
  alone(ownPair('币安人生', '2025-10-08T06', 0.35, 4, 0), 7, {
    underlyingSubType: ['Meme'],
    fundingCap: '0.02000000',
    funding: EVERY_4_HOURS,
  }),
  // Taken off, and not yet traded.
  alone(ownPair('OMG', '2020-07-02T11', 0.9, 4, 1), 4, {
    endsAt: hour('2025-01-31T08'),
    underlyingSubType: ['Layer-2'],
  }),
  alone(ownPair('BTCST', '2027-06-01T08', 12, 3, 1), 3, { underlyingSubType: ['DEFI'] }),
];

const FIRST_QUARTER = currentQuarter(Date.UTC(2024, 0, 1));
const QUARTERS_AHEAD = 8;

/** The dated contracts of a pair: of each quarter one, listed when the one two before it is delivered. */
function quarterly(baseAsset: string, pricePlaces: number, quantityDecimals: number, now: number): ContractSpec[] {
  const count = currentQuarter(now) + QUARTERS_AHEAD - FIRST_QUARTER;
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const endsAt = deliveryOf(FIRST_QUARTER + index);
    const pair = `${baseAsset}USDT`;
    return {
      ...{ symbol: `${pair}_${deliveryName(endsAt)}`, pair, baseAsset, quoteAsset: 'USDT', kind: 'quarterly', endsAt },
      ...{ onboardAt: deliveryOf(FIRST_QUARTER + index - 2), pricePlaces, quantityDecimals, underlyingType: 'COIN' },
      ...{ underlyingSubType: [], funding: [] },
    };
  });
}

/** The contracts that there are: perpetuals of most pairs, dated ones of two, and some of each other kind. */
export const defaultContracts = (now: number): readonly ContractSpec[] => [
  ...coins,
  ...others,
  ...quarterly('BTC', 2, 3, now),
  ...quarterly('ETH', 2, 3, now),
];

/** The same, and made-up ones, so that so many without an end are traded. */
export function contractsWith(perpetuals: number, now: number): readonly ContractSpec[] {
  const known = defaultContracts(now);
  const traded = known.filter(({ onboardAt, endsAt }) => endsAt === undefined && onboardAt <= now);
  const missing = Math.max(0, perpetuals - traded.length);
  const madeUp = Array.from({ length: missing }, (_, index) => alone(madeUpPair(index + 1), 3, {}));
  return [...known, ...madeUp];
}
