import type { ChildProcess } from 'node:child_process';

/** Sends SIGKILL to a child and to everything that it started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // gone already
  }
}
