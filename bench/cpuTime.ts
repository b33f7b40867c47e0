import fs from 'node:fs';

/** Clock ticks that Linux counts processor time in, a second. */
const TICKS = 100;

/** Processor time (ms) that a process has used so far, all its threads together; NaN where the system does not tell. */
export function cpuTime(pid: number): number {
  try {
    // The name, in parentheses, may hold spaces.
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
  } catch {
    return Number.NaN;
  }
}
