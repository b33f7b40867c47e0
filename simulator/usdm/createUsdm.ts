import type { Frames } from '../frames/loadFrames.ts';
import { createRateLimit } from '../rateLimit.ts';
import type { Recordings } from '../replay/loadRecordings.ts';
import type { StreamMarket } from '../streams/streams.ts';
import type { Pairs } from '../trading/pairs.ts';
import { createRequestPool } from '../venues/requestPool.ts';
import { createVenue, type Venue } from '../venues/venue.ts';
import { createContinuous } from './contracts/continuous.ts';
import type { Contract } from './contracts/contract.ts';
import type { ContractSpec } from './contracts/contractSpec.ts';
import { createContracts, createOwnPairs } from './contracts/createContracts.ts';
import { contractsWith, perpetual } from './contracts/defaultContracts.ts';
import { createUsdmEndpoints } from './endpoints/endpoints.ts';
import { overUsdmFrames } from './endpoints/frames.ts';
import type { UsdmEndpoint } from './endpoints/usdmEndpoint.ts';
import { createUsdmStreams } from './streams/usdmStreams.ts';
import { poolLimits, poolOf, usdmWeightOf } from './weights.ts';

export interface UsdmOptions {
  /** The contracts; default: perpetuals of most default pairs, dated ones of two, and one of each other kind. */
  readonly contracts?: readonly ContractSpec[];
  /** Where `contracts` is left out: at least so many without an end are traded; made-up ones are added. Default 0. */
  readonly perpetuals?: number;
  /** Request weight an address has a minute; default 2400. */
  readonly weightLimit?: number;
  /** Requests an address has in any five minutes for fundings (default 500), and for statistics (default 1000). */
  readonly pools?: Readonly<Partial<Record<keyof typeof poolLimits, number>>>;
}

/** The futures market of the simulator. */
export interface Usdm {
  readonly contracts: Map<string, Contract>;
  /** By path. */
  readonly endpoints: ReadonlyMap<string, UsdmEndpoint>;
  readonly venue: Venue;
  readonly streams: StreamMarket;
}

/**
 * The market of a seed at a time: which dated contracts there are follows from it.
 * @param spot pairs of the spot market, whose trading contracts follow @param frames captured streams of contracts
 */
export function createUsdm(
  spot: Pairs,
  seed: string,
  now: number,
  recordings: Pick<Recordings, 'extend' | 'minutesOf' | 'decimalsOf'>,
  frames: Frames,
  { contracts: wanted, perpetuals = 0, weightLimit = 2400, pools: limits }: UsdmOptions = {},
): Usdm {
  const known = wanted ?? contractsWith(perpetuals, now);
  const added = frames
    .extend(recordings.extend([]))
    .filter(({ symbol }) => !known.some((spec) => spec.symbol === symbol));
  const specs = [...known, ...added.map(perpetual)];
  const bases: Pairs = new Map([...createOwnPairs(specs, seed), ...spot]);
  const contracts = new Map(createContracts(specs, bases, seed, recordings));
  const continuous = createContinuous(specs, contracts, bases, seed);
  const pools = new Map(
    Object.entries({ ...poolLimits, ...limits }).map(([name, limit]) => [name, createRequestPool(limit)]),
  );
  const endpoints = createUsdmEndpoints(weightLimit, continuous);
  const venue = createVenue({
    market: 'usdm',
    endpoints: overUsdmFrames(endpoints, frames),
    pairs: contracts,
    weightLimit,
    rateLimit: createRateLimit(weightLimit),
    weightOf: usdmWeightOf,
    pools,
    poolOf,
    hidesWeight: (path) => poolOf(path) === 'funding',
  });
  return { contracts, endpoints, venue, streams: createUsdmStreams({ contracts, continuous, frames }) };
}
