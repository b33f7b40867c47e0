import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { onCore } from '../cores.ts';

/** What to ask of a server. */
export interface Load {
  /** Address of the server, without a path. */
  readonly url: string;
  /** Path and query. */
  readonly path: string;
  /** One of so many requests has an address that none had before it; 0: none. */
  readonly missEvery?: number;
  /** The parameter that makes it so: one that is ignored, or a time to come; default `n`. */
  readonly missBy?: 'n' | 'endTime';
  /** Those take one of so many pages at random; 0: the path's own. */
  readonly pages?: number;
}

export interface Run {
  readonly answers: number;
  /** Answers a second. */
  readonly rate: number;
  /** Latencies of answers, ms. */
  readonly p50: number;
  readonly p99: number;
}

const CONNECTIONS = 32;

/** Asks for so many seconds over 32 connections, from the core that is not the server's. @throws Error where an answer was an error, or none came */
export async function wrk({ url, path, missEvery = 0, missBy = 'n', pages = 0 }: Load, seconds: number): Promise<Run> {
  const options = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--timeout', '5s', '-s', 'bench/reads/wrk.lua'];
  const args = [...options, url, '--', path, String(missEvery), String(pages), missBy];
  const [command, all] = onCore('clients', 'wrk', args);
  const { stdout } = await promisify(execFile)(command, all);
  const line = stdout.split('\n').findLast((each) => each.startsWith('{')) ?? '{}';
  const { requests, seconds: took, failed, p50, p99 } = JSON.parse(line) as Record<string, number>;
  if (failed !== 0 || !requests || !took) throw new Error(`wrk on ${url}${path}: ${failed} of ${requests} failed`);
  return { answers: requests, rate: requests / took, p50: p50 ?? Number.NaN, p99: p99 ?? Number.NaN };
}
