import { measureReads } from './reads/reads.ts';
import { renderResults } from './results.ts';

export async function run(): Promise<number> {
  const s = await measureReads(Number(process.env.ROUNDS ?? 7), (line) => process.stderr.write(`${line}\n`));
  console.log(renderResults([], [s]));
  return 0;
}
