import type { ChildProcess } from 'node:child_process';
import { readLines } from './readLines.ts';

/** Reads everything that a child writes and remembers the last lines, for the message when it fails. */
export function keepLastLines(child: ChildProcess, count: number): () => string[] {
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > count) lines.shift();
  };
  if (child.stdout) readLines(child.stdout, keep);
  if (child.stderr) readLines(child.stderr, keep);
  return () => [...lines];
}
