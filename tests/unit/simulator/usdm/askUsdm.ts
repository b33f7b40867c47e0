import { NO_FRAMES } from '../../../../simulator/frames/loadFrames.ts';
import { loadRecordings } from '../../../../simulator/replay/loadRecordings.ts';
import { createPairs, type Listing } from '../../../../simulator/trading/pairs.ts';
import { defaultSymbols, type SymbolSpec } from '../../../../simulator/trading/symbols.ts';
import type { Contract } from '../../../../simulator/usdm/contracts/contract.ts';
import { createUsdm, type UsdmOptions } from '../../../../simulator/usdm/createUsdm.ts';

/** An API key in the form that the simulator accepts. */
export const API_KEY = 'k'.repeat(64);

export interface AskedUsdm {
  /** What the REST API answers at an instant, without asking it. */
  ask<Body>(path: string, query: Record<string, string | number>, at: number): Body;
  contract(symbol: string): Contract;
  spot(symbol: string): Listing;
}

/** Both markets of a seed. @param now when the simulator is started @param replay recordings of futures @param replaySpot of spot */
export async function askUsdm(
  now: number,
  {
    seed = 'tests',
    replay = [],
    replaySpot = [],
    symbols = defaultSymbols,
    ...options
  }: UsdmOptions & {
    readonly seed?: string;
    readonly replay?: readonly string[];
    readonly replaySpot?: readonly string[];
    readonly symbols?: readonly SymbolSpec[];
  } = {},
): Promise<AskedUsdm> {
  const recordings = await loadRecordings(replaySpot, now);
  const pairs = createPairs(recordings.extend(symbols), seed, recordings.overlay);
  const { contracts, venue } = createUsdm(pairs, seed, now, await loadRecordings(replay, now), NO_FRAMES, options);
  const find = <Kind>(map: ReadonlyMap<string, Kind>, symbol: string): Kind => {
    const found = map.get(symbol);
    if (found === undefined) throw new Error(`no ${symbol}`);
    return found;
  };
  return {
    ask(path, query, at) {
      const params = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
      );
      const answer = venue.answer(path, params, at, { apiKey: API_KEY });
      if (answer.status !== 200) throw new Error(`${path} ${params}: ${answer.status} ${answer.body}`);
      return JSON.parse(answer.body);
    },
    contract: (symbol) => find(contracts, symbol),
    spot: (symbol) => find(pairs, symbol),
  };
}
