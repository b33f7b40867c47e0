import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Where a process runs, precise enough to tell whether another one of the same machine still lives and shares our monotonic clock. */
export interface Machine {
  /** Host name and process namespace: two processes with the same one see each other's pids. */
  readonly id: string;
  /** Changes with every boot: two processes with the same one share CLOCK_MONOTONIC. */
  readonly boot: string;
}

function readOr(read: () => string, otherwise: string): string {
  try {
    return read().trim();
  } catch {
    return otherwise;
  }
}

export const machine: Machine = {
  id: `${hostname()}/${readOr(() => readlinkSync('/proc/self/ns/pid'), '')}`,
  boot: readOr(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'), hostname()),
};

/** Clock ticks from boot to the start of a process: with the pid it names a process for good, reused pids included. '' where unknown. */
function startOf(pid: number): string {
  const stat = readOr(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), '');
  // The second field, the command, may hold spaces and parentheses; fields count from the last one.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** Names this process among all that may hold a lease. `serial` tells apart several holders in one process (tests). */
export function holderName(serial = ''): string {
  return [machine.id, machine.boot, process.pid, startOf(process.pid), serial].join('|');
}

/** `process 4711 of host`: a holder in words. */
export function describeHolder(holder: string): string {
  const [id = '', , pid] = holder.split('|');
  return pid === undefined ? 'nobody' : `process ${pid} of ${id.split('/')[0]}`;
}

/** True only when the named holder was a process of this machine and certainly lives no more. */
export function isDeadHolder(holder: string): boolean {
  const [id, boot, pid, start] = holder.split('|');
  // Two machines cloned from one may share the host name, but not the boot.
  if (id !== machine.id || boot !== machine.boot || pid === undefined || start === undefined) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  return start !== '' && startOf(Number(pid)) !== start;
}

/** Milliseconds of the machine's monotonic clock: the same for all its processes, never set back or forward. */
export function monotonicMs(): number {
  return performance.now() + ZERO;
}

/** The clocks that the programs go by. Who collects has them passed in, so that a test can let time pass faster. */
export interface Clocks {
  /** Milliseconds, never set back or forward. */
  monotonic(): number;
  /** Milliseconds since 1970; may be set at any time. */
  wall(): number;
}

/** This machine's. `wall` looks at Date anew each time: it may be another one by then. */
export const machineClocks: Clocks = { monotonic: monotonicMs, wall: () => Date.now() };

/** What that clock said when performance.now(), which is the same clock, was 0. Reading it itself, a BigInt, takes far longer. */
const ZERO = readZero();

/** Of several attempts the one that took least time: all processes have to agree, and one may be interrupted between two readings. */
function readZero(): number {
  let best = { zero: 0, took: Number.POSITIVE_INFINITY };
  for (let attempt = 0; attempt < 10; attempt++) {
    const before = performance.now();
    const now = Number(process.hrtime.bigint() / 1_000n) / 1_000;
    const after = performance.now();
    if (after - before < best.took) best = { zero: now - (before + after) / 2, took: after - before };
  }
  return best.zero;
}
