import fs from 'node:fs';

/** What a process holds of memory now, and the most that it has held so far, bytes; NaN where the system does not tell. */
export function memoryOf(pid: number): { readonly now: number; readonly most: number } {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    const bytes = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
    return { now: bytes('VmRSS'), most: bytes('VmHWM') };
  } catch {
    return { now: Number.NaN, most: Number.NaN };
  }
}
