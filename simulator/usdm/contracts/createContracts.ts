import { createRecordedHistory } from '../../replay/recordedHistory.ts';
import type { RecordedMinutes } from '../../replay/recordedMinutes.ts';
import { MINUTE, unitAt } from '../../trading/calendar.ts';
import type { Scale } from '../../trading/candle.ts';
import { drawOrders, numberOrders } from '../../trading/orders/numberedOrders.ts';
import { createPairs, type Listing, type Pairs } from '../../trading/pairs.ts';
import { hashNumbers, hashText } from '../../trading/random.ts';
import { createTrading } from '../../trading/trading.ts';
import type { Contract, Contracts } from './contract.ts';
import type { ContractSpec } from './contractSpec.ts';
import { createOffsetHistory } from './offsetHistory.ts';
import { datedTicks, perpetualTicks, type TicksAt } from './premiumTicks.ts';
import { createPriceHistory, PRICE_DECIMALS } from './priceHistory.ts';
import { createPriceLine, type Underlying } from './priceLine.ts';

/** Recorded candles that are played in place of what would have been traded. */
export interface RecordedContracts {
  minutesOf(symbol: string, scale: Scale): RecordedMinutes | undefined;
  decimalsOf(symbol: string): Scale | undefined;
}

/** The seed of a pair's premiums, open interest and ratios. */
export const pairSeedOf = (seed: string, pair: string): number => hashText(`${seed}:usdm:${pair}`);

/** Pairs that contracts need and the spot market does not have. */
export function createOwnPairs(specs: readonly ContractSpec[], seed: string): Pairs {
  const own = new Map(specs.flatMap(({ own: spec }) => (spec === undefined ? [] : [[spec.symbol, spec] as const])));
  return createPairs([...own.values()], seed, (_spec, seeded) => seeded);
}

/**
 * Makes contracts from the trading of their pairs: what is traded of a pair is traded of its contract at the same moment, dearer or cheaper
 * by the premium of the day. A contract whose pair nobody trades is left out.
 * @param bases the pairs of the spot market, and what else there is
 */
export function createContracts(
  specs: readonly ContractSpec[],
  bases: Pairs,
  seed: string,
  recordings: RecordedContracts,
): Contracts {
  return new Map(
    specs.flatMap((spec) => {
      const base = bases.get(spec.pair);
      return base === undefined ? [] : [[spec.symbol, createContract(spec, base, seed, recordings)] as const];
    }),
  );
}

function createContract(spec: ContractSpec, base: Listing, seed: string, recordings: RecordedContracts): Contract {
  const pairSeed = pairSeedOf(seed, spec.pair);
  const scale = scaleOf(spec, base, recordings.decimalsOf(spec.symbol));
  const factor = 10 ** (scale.priceDecimals - base.trading.scale.priceDecimals);
  const ticksAt: TicksAt =
    spec.kind === 'quarterly'
      ? datedTicks(base.history, factor, pairSeed, () => spec.endsAt ?? 0)
      : perpetualTicks(base.history, factor, pairSeed);
  const recorded = recordings.minutesOf(spec.symbol, scale);
  const { history, trading } = createMoved(base, scale, { firstTime: spec.onboardAt, factor, ticksAt }, seed, recorded);

  const under: Underlying =
    recorded === undefined
      ? { ...followed(base), unit: unitOf(base.trading.scale) }
      : {
          history: createOffsetHistory(history, { firstTime: 0, factor: 1, ticksAt: (time) => -ticksAt(time) }),
          unit: unitOf(scale),
          pricesIn: (minute) =>
            trading.ordersIn(minute).map(({ price, time }) => ({ price: price - ticksAt(time), time })),
          lastPrice(now) {
            const last = trading.lastOrder(now);
            return last && last.price - ticksAt(last.time);
          },
        };
  const indexHistory = createPriceHistory(
    createOffsetHistory(under.history, { firstTime: spec.onboardAt, factor: 1, ticksAt: () => 0 }),
    under.unit,
  );
  const share = spec.kind === 'quarterly' ? 1 : 0.5;
  const markOffset = (time: number): number => Math.round(ticksAt(time) * unitOf(scale) * share);
  const markHistory = createOffsetHistory(indexHistory, { firstTime: 0, factor: 1, ticksAt: markOffset });
  return {
    spec: { ...base.spec, ...scale, symbol: spec.symbol, listedAt: spec.onboardAt },
    contract: spec,
    pairSeed,
    history,
    trading,
    bookSeed: hashNumbers(hashText(`${seed}:usdm:${spec.symbol}`), 6),
    index: createPriceLine(under, indexHistory, () => 0),
    mark: createPriceLine(under, markHistory, markOffset),
    status: 'TRADING',
    stoppedAt: undefined,
    forced: undefined,
    ...lifeOf(spec),
  };
}

/** An unborn contract is listed long before it trades; a delivered one for another day. */
function lifeOf({ kind, onboardAt, endsAt }: ContractSpec) {
  const knownFrom = kind === 'quarterly' ? onboardAt : 0;
  if (endsAt === undefined) return { knownFrom };
  return { knownFrom, endsAt, ...(kind === 'quarterly' && { knownUntil: endsAt + 24 * 60 * MINUTE }) };
}

/** What is traded of a pair, moved by some ticks, or as it was recorded. */
export function createMoved(
  base: Listing,
  scale: Scale,
  offset: { readonly firstTime: number; readonly factor: number; readonly ticksAt: TicksAt },
  seed: string,
  recorded?: RecordedMinutes,
) {
  const moved = createOffsetHistory(base.history, offset);
  const history = recorded === undefined ? moved : createRecordedHistory(recorded, moved);
  const [from, to] =
    recorded === undefined ? [0, 0] : [unitAt('minute', recorded.start), unitAt('minute', recorded.end)];
  const drawn = drawOrders(hashText(`${seed}:usdm:${base.spec.symbol}`));
  const numbered = numberOrders(history, (candle, minute) =>
    minute >= from && minute < to
      ? drawn(candle, minute)
      : base.trading
          .ordersIn(minute)
          .map((order) => ({ ...order, price: order.price * offset.factor + offset.ticksAt(order.time) })),
  );
  return { history, trading: createTrading(history, scale, numbered) };
}

const followed = ({ history, trading }: Listing) => ({
  history,
  pricesIn: trading.ordersIn,
  lastPrice: (now: number) => trading.lastOrder(now)?.price,
});

const unitOf = ({ priceDecimals }: Scale): number => 10 ** (PRICE_DECIMALS - priceDecimals);

export function scaleOf(spec: ContractSpec, base: Listing, recorded: Scale | undefined): Scale {
  const priceDecimals = Math.max(
    spec.priceDecimals ?? 0,
    base.trading.scale.priceDecimals,
    recorded?.priceDecimals ?? 0,
  );
  const quantityDecimals = Math.max(spec.quantityDecimals, recorded?.quantityDecimals ?? 0);
  const written = { price: Math.max(spec.pricePlaces, priceDecimals), quantity: quantityDecimals };
  return { priceDecimals, quantityDecimals, written };
}
