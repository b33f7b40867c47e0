import { percentile } from '../../rig/figures.ts';
import { cpuTime } from '../cpuTime.ts';
import type { Server } from './servers.ts';
import { type Load, type Run, wrk } from './wrk.ts';

const SECONDS = 1;

/** Somebody who is asked, round after round. */
export interface Contender {
  readonly name: string;
  readonly server: Server;
  readonly load: Omit<Load, 'url'>;
}

/** With the processor time that the server itself took, μs an answer. */
export interface Measured extends Run {
  readonly cpu: number;
}

/** By the contenders' names. */
export type Runs = ReadonlyMap<string, readonly Measured[]>;

async function ask({ server, load }: Contender, seconds: number): Promise<Measured> {
  const before = cpuTime(server.pid);
  const run = await wrk({ ...load, url: server.url }, seconds);
  return { ...run, cpu: ((cpuTime(server.pid) - before) * 1000) / run.answers };
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Each for a second in each round, in the opposite order in every other one. */
export async function inTurn(
  contenders: readonly Contender[],
  rounds: number,
  log: (line: string) => void,
): Promise<Runs> {
  const runs = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
  for (const contender of contenders) await ask(contender, 1); // warms it
  for (let round = 0; round < rounds; round++) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      runs.get(contender.name)?.push(await ask(contender, SECONDS));
    }
    log(`round ${round + 1} of ${rounds}`);
  }
  return runs;
}

/** Makes the function that compares two of them: the median of what it is round by round, as what shakes the machine shakes both. */
export const ratioOf =
  (runs: Runs) =>
  (one: string, other: string, of: keyof Measured = 'rate'): number =>
    median((runs.get(one) ?? []).map((run, round) => run[of] / (runs.get(other)?.[round]?.[of] ?? Number.NaN)));
