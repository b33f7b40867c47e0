import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { findRedisBinary } from '../scripts/redis/redisServer.ts';

/** What the figures were measured on, one line each. */
export function describeMachine(packages: readonly string[]): string[] {
  const [cpu] = os.cpus();
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GiB`;
  return [
    `- ${new Date().toISOString().slice(0, 10)}, ${os.availableParallelism()} × ${cpu?.model.trim()}, ${memory}, ${os.type()} ${/^\d+\.\d+/.exec(os.release())?.[0]}`,
    `- Node ${process.version}, ${redisVersion()}`,
    ...versionsOf(packages).map((line) => `- ${line}`),
  ];
}

function redisVersion(): string {
  const program = findRedisBinary();
  const version = /v=([\d.]+)/.exec(lineOf(program, ['--version']))?.[1];
  return `${path.basename(program)} ${version}`;
}

/** Versions of those of Debian's packages that are installed, in one line; none on other systems. */
function versionsOf(packages: readonly string[]): string[] {
  const known = packages.flatMap((name) => {
    const version = lineOf('dpkg-query', ['-W', '-f', '$' + '{Version}', name]);
    return version === '' ? [] : [`${name} ${version}`];
  });
  return known.length === 0 ? [] : [known.join(', ')];
}

/** What a command prints; nothing where there is none, or where it fails. */
function lineOf(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}
