import fs from 'node:fs';
import os from 'node:os';

/**
 * Files that a process has begun and that must go with it. They are removed when it exits; where it has no handler of its own for the signals that
 * end programs (Ctrl-C), these make it exit, so that a file is never left half done.
 */

const files = new Set<string>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function keepUnfinished(file: string): void {
  if (files.size === 0) {
    process.on('exit', removeAll);
    for (const signal of signals) if (process.listenerCount(signal) === 0) process.on(signal, exit);
  }
  files.add(file);
}

/** It has its name now, or is gone. */
export function forgetUnfinished(file: string): void {
  if (!files.delete(file) || files.size > 0) return;
  process.off('exit', removeAll);
  for (const signal of signals) process.off(signal, exit);
}

function removeAll(): void {
  for (const file of files) fs.rmSync(file, { force: true });
}

function exit(signal: NodeJS.Signals): void {
  process.exit(128 + os.constants.signals[signal]);
}
