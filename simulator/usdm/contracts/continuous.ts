import type { Pairs } from '../../trading/pairs.ts';
import type { Trading } from '../../trading/trading.ts';
import type { Contract, Contracts } from './contract.ts';
import type { ContractSpec, ContractType } from './contractSpec.ts';
import { createMoved, pairSeedOf, scaleOf } from './createContracts.ts';
import { datedTicks } from './premiumTicks.ts';
import { currentQuarter, deliveryOf } from './quarters.ts';

/** The trades of the contract that is the pair's current or next one at each moment, one after the other. */
export interface Continuous {
  readonly pair: string;
  readonly type: ContractType;
  readonly trading: Trading;
}

export const contractTypes: readonly ContractType[] = [
  'PERPETUAL',
  'CURRENT_QUARTER',
  'NEXT_QUARTER',
  'TRADIFI_PERPETUAL',
];

const QUARTERS_ON: Partial<Readonly<Record<ContractType, number>>> = { CURRENT_QUARTER: 0, NEXT_QUARTER: 1 };

/** Finds such a row of contracts; undefined: the pair has none of this type. Dated ones are made once. */
export function createContinuous(
  specs: readonly ContractSpec[],
  contracts: Contracts,
  bases: Pairs,
  seed: string,
): (pair: string, type: ContractType) => Continuous | undefined {
  const made = new Map<string, Continuous | undefined>();

  const make = (pair: string, type: ContractType): Continuous | undefined => {
    const ahead = QUARTERS_ON[type];
    const [first] = specs.filter((spec) => spec.pair === pair && spec.kind === 'quarterly');
    const base = bases.get(pair);
    if (ahead === undefined || first === undefined || base === undefined) return undefined;
    const scale = scaleOf(first, base, undefined);
    const factor = 10 ** (scale.priceDecimals - base.trading.scale.priceDecimals);
    const deliveredAt = (time: number): number => deliveryOf(currentQuarter(time) + ahead);
    const ticksAt = datedTicks(base.history, factor, pairSeedOf(seed, pair), deliveredAt);
    const { trading } = createMoved(base, scale, { firstTime: first.onboardAt, factor, ticksAt }, seed);
    return { pair, type, trading };
  };

  return (pair, type) => {
    if (QUARTERS_ON[type] === undefined) {
      const contract = perpetualOf(contracts, pair);
      const isOfType = contract?.contract.kind === (type === 'PERPETUAL' ? 'perpetual' : 'tradifi');
      return contract && isOfType ? { pair, type, trading: contract.trading } : undefined;
    }
    const key = `${pair} ${type}`;
    if (!made.has(key)) made.set(key, make(pair, type));
    return made.get(key);
  };
}

/** The contract of a pair that is not dated. */
export const perpetualOf = (contracts: Contracts, pair: string): Contract | undefined =>
  [...contracts.values()].find(({ contract }) => contract.pair === pair && contract.kind !== 'quarterly');
