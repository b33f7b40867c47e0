import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RedisLogin } from '../../config/redisLogin.ts';
import { CollectorError, StartError } from '../../runtime/errors.ts';
import { makePrivateFolder } from '../../runtime/privateFolder.js';
import { canConnect } from '../processes/canConnect.ts';
import { freePort } from '../processes/freePort.ts';
import { isPortTaken } from '../processes/isPortTaken.ts';
import { keepLastLines } from '../processes/keepLastLines.ts';
import { spawnGuarded } from '../processes/spawnGuarded.ts';
import { findOnPath } from '../setup/findOnPath.js';
import { askRedisInfo } from './askRedisInfo.ts';
import { writeRedisLoginFile } from './redisLoginFile.ts';

export interface RedisServerOptions {
  /** TCP port; 0 takes any free one. Without it the server listens on a unix socket only. */
  port?: number;
  /** The address on which the port is opened. Default 127.0.0.1. */
  host?: '127.0.0.1' | '::1';
  /** Path of the unix socket. Default `<directory>/redis.sock`; not used with `port`. */
  socket?: string;
  /** The folder for its files, which only our user can read. It is made if it is missing. */
  directory: string;
  /** Keep the data on disk (append-only file, synced each second). Default false: nothing is written. */
  appendOnly?: boolean;
  /** The only user that it lets in. Default: everybody who can reach it, without a password. */
  login?: RedisLogin | undefined;
  /** Further redis-server options, such as `['--maxmemory', '10mb']`. Every user of the machine sees them: no secrets. */
  args?: readonly string[];
  /** Ends the start. */
  signal?: AbortSignal;
}

export interface RedisServer {
  /** `redis://<host>:<port>` or `unix://<socket>`, without user and password. */
  readonly url: string;
  readonly pid: number;
  readonly process: ChildProcess;
  /** Asks it to stop and waits until it has. After 10 s it is killed. */
  stop(): Promise<void>;
  /** Sends SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
  /** Sends SIGSTOP: its connections stay open, and nothing answers. */
  pause(): void;
  resume(): void;
}

const binaries = ['redis-server', 'valkey-server'];
const oldestVersion = [6, 2] as const;
/** Number of databases, so that every value of redis.db exists. */
const databases = 1024;
const startTimeoutMs = 10_000;
const loadTimeoutMs = 120_000;
const stopTimeoutMs = 10_000;
/** Lets only our user read what the server writes. The shell then becomes the server. */
const privately = 'umask 077; exec "$@"';

/**
 * Starts a real redis-server (or valkey-server) that ends with this process, however this process ends.
 * Resolves when it answers commands.
 * @throws StartError with one line: binary missing, port taken, directory not writable, older than 6.2, or its own last words.
 * @throws CollectorError `stopped` when the signal has ended the start
 */
export async function startRedisServer(options: RedisServerOptions): Promise<RedisServer> {
  const directory = resolve(options.directory);
  const binary = findRedisBinary();
  makeWritable(directory);
  const address = await chooseAddress(options, directory);
  const loginFile = options.login && writeRedisLoginFile(directory, options.login);
  const args = [...(loginFile === undefined ? [] : [loginFile]), ...serverArguments(address, directory, options)];
  const child = spawnGuarded('/bin/sh', ['-c', privately, 'sh', binary, ...args], {
    env: { ...process.env, LC_ALL: 'C' },
  });
  const words = keepLastLines(child, 20);
  const exited = once(child, 'exit').then(() => undefined);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill('SIGCONT');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await exited;
    clearTimeout(timer);
  };
  try {
    await answers(child, address, words, exited, options);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  } finally {
    if (loginFile !== undefined) fs.rmSync(loginFile, { force: true }); // it is read once, at the start
  }
  return {
    url: urlOf(address),
    pid: child.pid ?? -1,
    process: child,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  };
}

/** Path of the server's program. @throws StartError when neither redis-server nor valkey-server is on the PATH. */
export function findRedisBinary(): string {
  for (const binary of binaries) {
    const file = findOnPath(binary);
    if (file !== undefined) return file;
  }
  throw new StartError('neither redis-server nor valkey-server is installed (run `npm run setup`)');
}

interface Address {
  /** Undefined if it listens on a unix socket only. */
  port: number | undefined;
  host: string;
  /**
   * The unix socket is opened even if there is a port. A second server notices by it that this one uses the directory. Undefined if there is a
   * port and the path would be too long.
   */
  socket: string | undefined;
}

/** The longest path that every supported system allows for a socket (macOS allows least), without the closing zero byte. */
const longestSocketPath = 103;

function urlOf({ port, host, socket }: Address): string {
  if (port === undefined) return `unix://${socket}`;
  return `redis://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const connectionOf = ({ port, host, socket: path = '' }: Address) => (port === undefined ? { path } : { port, host });

async function chooseAddress(options: RedisServerOptions, directory: string): Promise<Address> {
  const { host = '127.0.0.1' } = options;
  const path = resolve((options.port === undefined ? options.socket : undefined) ?? join(directory, 'redis.sock'));
  const socket = Buffer.byteLength(path) > longestSocketPath ? undefined : path;
  if (socket !== undefined && (await canConnect({ path: socket }))) {
    throw new StartError(`cannot start Redis: another one already runs at ${socket}`);
  }
  if (options.port === undefined) {
    if (socket !== undefined) return { port: undefined, host, socket };
    throw new StartError(`the path of the Redis socket is longer than a system allows: ${path}`);
  }
  const port = options.port === 0 ? await freePort(0, host) : options.port;
  if (await isPortTaken(port, host)) throw portTaken(port, host);
  return { port, host, socket };
}

function serverArguments({ port, host, socket }: Address, directory: string, options: RedisServerOptions): string[] {
  const listen = port === undefined ? ['--port', '0'] : ['--bind', host, '--port', String(port)];
  if (socket !== undefined) listen.push('--unixsocket', socket, '--unixsocketperm', '700');
  const persistence = options.appendOnly
    ? ['--appendonly', 'yes', '--appendfsync', 'everysec']
    : ['--appendonly', 'no'];
  const rest = ['--save', '', '--dir', directory, '--daemonize', 'no', '--logfile', ''];
  rest.push('--databases', String(databases));
  return [...listen, ...persistence, ...rest, ...(options.args ?? [])];
}

function makeWritable(directory: string): void {
  try {
    makePrivateFolder(directory);
    fs.accessSync(directory, fs.constants.W_OK);
  } catch (cause) {
    throw new StartError(`cannot write to ${directory} (${reason(cause)})`, { cause });
  }
}

const portTaken = (port: number, host: string): StartError =>
  new StartError(`cannot start Redis: port ${port} of ${host} is taken`);

/** Asks until the server answers. A server that is still loading its data gets more time. */
async function answers(
  child: ChildProcess,
  address: Address,
  words: () => string[],
  exited: Promise<void>,
  { login, signal }: RedisServerOptions,
): Promise<void> {
  const started = performance.now();
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  let limitMs = startTimeoutMs;
  while (performance.now() - started < limitMs) {
    if (signal?.aborted) throw new CollectorError('stopped', 'was stopped before it was ready');
    const reply = await Promise.race([askRedisInfo(connectionOf(address), login), exited]);
    if (gone) throw new StartError(`cannot start Redis: ${lastWords(words())}`);
    if (reply?.includes('\nloading:1')) limitMs = loadTimeoutMs;
    else if (reply?.startsWith('$')) return checkServer(reply, child, address);
    else if (reply?.startsWith('-NOAUTH') && login === undefined) return;
    await Promise.race([wait(5), exited]);
  }
  throw new StartError(`Redis did not answer within ${limitMs / 1000} s: ${lastWords(words())}`);
}

/**
 * Checks the answer to INFO. (PING would not do: INFO answers while data is loading and says so, and it tells which server answers and its
 * version.)
 */
function checkServer(info: string, child: ChildProcess, address: Address): void {
  const field = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  if (address.port !== undefined && field('process_id') !== String(child.pid))
    throw portTaken(address.port, address.host);
  const version = field('redis_version');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = oldestVersion;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new StartError(`Redis ${version} is too old: ${oldestVersion.join('.')} or newer is needed`);
}

/** The most telling line of the server's output: its last warning (`#`) or fatal error, without process id and time. */
function lastWords(lines: string[]): string {
  const said = lines.filter((line) => line.trim() !== '');
  const line = said.findLast((each) => / # |FATAL|>>>|rror/.test(each)) ?? said.at(-1) ?? 'it said nothing';
  return line.replace(/^\d+:[A-Z] .*? [#*] /, '').trim();
}

const reason = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
