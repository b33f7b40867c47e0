import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { findOnPath } from '../scripts/setup/findOnPath.js';

/** Who runs where: the server that is measured alone on one core, all others beside it. */
export type Core = 'server' | 'clients';

const numbers: Record<Core, number> = { server: 0, clients: 1 };

/** Whether programs can be bound to cores here. */
export const canPin = (): boolean => os.availableParallelism() > 1 && findOnPath('taskset') !== undefined;

/** The command that runs a program on its core. */
export function onCore(core: Core, command: string, args: readonly string[]): [command: string, args: string[]] {
  return canPin() ? ['taskset', ['-c', String(numbers[core]), command, ...args]] : [command, [...args]];
}

/** Binds a running program, with all its threads, to its core. */
export function bindTo(core: Core, pid: number): void {
  if (canPin()) execFileSync('taskset', ['-apc', String(numbers[core]), String(pid)], { stdio: 'ignore' });
}
