import { median } from '../reads/contenders.ts';
import { callersPaths } from './callersPaths.ts';
import type { RelayWorld, Served } from './relayWorld.ts';
import type { Readers } from './startReaders.ts';
import { missingAtEnd, perCoreSecond, settle, type Watched, watch } from './watch.ts';

/** Callers of ours, and then those of the bare program, with the same frames. */
export interface Round {
  /** `missing`: frames that had not come at the end. */
  readonly ours: Watched & { readonly missing: number };
  readonly bare: Watched;
}

/** As short as is enough that what runs often is compiled. */
const WARM_MS = 4_000;

export interface RoundsOptions {
  readonly rounds: number;
  /** Of each in each round, ms. */
  readonly ms: number;
  readonly say: (line: string) => void;
}

/** Both in turn, as what shakes the machine shakes both. */
export async function measureRounds(
  world: RelayWorld,
  callers: Readers,
  { rounds, ms, say }: RoundsOptions,
): Promise<Round[]> {
  const bare = await world.startBare();
  try {
    const both = async (length: number): Promise<Round> => ({
      ours: await watchCallers(world, world.api, callers, length),
      bare: await watchCallers(world, bare, callers, length),
    });
    await both(WARM_MS);
    const found: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      found.push(await both(ms));
      say(`round ${round + 1} of ${rounds}: messages a core-second ÷ bare ws ${ratioOf(found.slice(-1)).toFixed(2)}`);
    }
    return found;
  } finally {
    await bare.stop();
  }
}

async function watchCallers(world: RelayWorld, served: Served, callers: Readers, ms: number): Promise<Round['ours']> {
  await callers.open(served.port, callersPaths(world.names));
  await settle();
  const seen = await watch(served, callers, ms);
  const missing = await missingAtEnd(world, callers);
  await callers.close();
  return { ...seen, missing };
}

/** Messages a core-second of ours ÷ those of the bare program: the median of the rounds. */
export const ratioOf = (rounds: readonly Round[]): number =>
  median(rounds.map(({ ours, bare }) => perCoreSecond(ours) / perCoreSecond(bare)));
