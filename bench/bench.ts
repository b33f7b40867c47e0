import { measureCollectors } from './collectors/collectors.ts';
import { measureRace } from './race/measureRace.ts';
import { measureReads } from './reads/reads.ts';
import { renderResults } from './results.ts';
import { measureWrites } from './writes.ts';

export async function run(args: string[]): Promise<number> {
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const all: any = {
    race: measureRace,
    writes: measureWrites, collectors: () => measureCollectors(log),
    reads: () => measureReads(Number(process.env.ROUNDS ?? 7), log),
  };
  const s = [];
  for (const a of args) s.push(await all[a]());
  console.log(renderResults([], s));
  return 0;
}
