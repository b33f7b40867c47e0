import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { StartError } from '../../../runtime/errors.ts';
import { type RedisServer, type RedisServerOptions, startRedisServer } from '../../../scripts/redis/redisServer.ts';
import { eventually } from '../../eventually.ts';
import { modeOf } from '../../modeOf.ts';
import { isRunning } from './processes.ts';

let directory: string;
let running: RedisServer[];

const start = async (options: Partial<RedisServerOptions> = {}): Promise<RedisServer> => {
  const server = await startRedisServer({ directory, ...options });
  running.push(server);
  return server;
};

/** One inline command over a new connection; the raw answer, or undefined when none comes within the limit. */
const ask = (server: RedisServer, command: string, limitMs = 2000): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = server.url.startsWith('unix://')
      ? net.connect(server.url.slice('unix://'.length))
      : net.connect(Number(new URL(server.url).port), new URL(server.url).hostname.replace(/[[\]]/g, ''));
    const done = (reply?: string): void => {
      socket.destroy();
      resolve(reply);
    };
    socket.setTimeout(limitMs, () => done());
    socket.on('error', () => done());
    socket.on('data', (chunk) => done(String(chunk).trim()));
    socket.write(`${command}\r\n`);
  });

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-server-'));
  running = [];
});

afterEach(async () => {
  for (const server of running) await server.kill();
  fs.rmSync(directory, { recursive: true, force: true });
});

test('it answers on a unix socket in its directory as soon as the promise resolves', async () => {
  const server = await start();
  expect(server.url).toBe(`unix://${directory}/redis.sock`);
  expect(await ask(server, 'PING')).toBe('+PONG');
  expect(isRunning(server.pid)).toBe(true);
});

test('it answers on a TCP port, of which 0 takes any free one', async () => {
  const server = await start({ port: 0 });
  expect(server.url).toMatch(/^redis:\/\/127\.0\.0\.1:\d{4,5}$/);
  expect(await ask(server, 'PING')).toBe('+PONG');
});

const hasIpv6 = Object.values(os.networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));

(hasIpv6 ? test : test.skip)('it answers on the loopback address of IPv6 where that is asked for', async () => {
  const server = await start({ port: 0, host: '::1' });
  expect(server.url).toMatch(/^redis:\/\/\[::1\]:\d{4,5}$/);
  expect(await ask(server, 'PING')).toBe('+PONG');
});

test('it has every database that redis.db can name', async () => {
  expect(await ask(await start(), 'SELECT 1023')).toBe('+OK');
});

test('stop ends the process and its guard', async () => {
  const server = await start();
  await server.stop();
  expect(isRunning(server.pid)).toBe(false);
  await eventually(() => !isRunning(-server.pid));
});

test('a paused server answers nothing until it is resumed, and can be stopped while paused', async () => {
  const server = await start();
  server.pause();
  expect(await ask(server, 'PING', 200)).toBeUndefined();
  server.resume();
  expect(await ask(server, 'PING')).toBe('+PONG');
  server.pause();
  await server.stop();
  expect(isRunning(server.pid)).toBe(false);
});

test.each([
  { appendOnly: true, kept: '$5' },
  { appendOnly: false, kept: '$-1' },
])(
  'with appendOnly $appendOnly a value written before a kill -9 reads $kept afterwards',
  async ({ appendOnly, kept }) => {
    const first = await start({ appendOnly });
    await ask(first, 'SET word there');
    await first.kill();
    const second = await start({ appendOnly });
    expect((await ask(second, 'GET word'))?.split('\r\n')[0]).toBe(kept);
  },
);

test.each([0o022, 0])('whatever it writes only we can read, under umask %d too', async (umask) => {
  const before = process.umask(umask);
  try {
    const own = path.join(directory, 'deep', 'redis');
    const server = await start({ directory: own, port: 0, appendOnly: true });
    await ask(server, 'SET word there');
    await ask(server, 'SAVE');
    const files = fs.readdirSync(path.dirname(own), { recursive: true, encoding: 'utf8' });
    expect(files).toEqual(expect.arrayContaining(['redis/redis.sock', 'redis/dump.rdb', 'redis/appendonlydir']));
    const open = files.filter((file) => !modeOf(path.join(path.dirname(own), file)).endsWith('00'));
    expect(open).toEqual([]);
    expect(modeOf(path.dirname(own))).toBe('700');
  } finally {
    process.umask(before);
  }
});

test('a server with a password counts as ready', async () => {
  const server = await start({ args: ['--requirepass', 'secret'] });
  expect(await ask(server, 'PING')).toMatch(/^-NOAUTH/);
});

describe('while it loads its data', () => {
  /** A server in the place of the real one, which loads until a file says that it is done. */
  const pretendToLoad = (): void => {
    const pretender = `#!${process.execPath}
      const fs = require('node:fs');
      const socket = process.argv[process.argv.indexOf('--unixsocket') + 1];
      fs.writeFileSync('${directory}/pid', String(process.pid));
      require('node:net').createServer((client) => client.on('data', () => {
        const info = 'redis_version:7.0.0\\r\\nloading:' + (fs.existsSync('${directory}/done') ? 0 : 1) + '\\r\\n';
        client.write('$' + info.length + '\\r\\n' + info + '\\r\\n');
        fs.writeFileSync('${directory}/asked', '');
      })).listen(socket);`;
    fs.writeFileSync(`${directory}/redis-server`, pretender, { mode: 0o755 });
    process.env = { ...environment, PATH: directory };
  };
  const environment = process.env;
  const wasAsked = (): boolean => fs.existsSync(`${directory}/asked`);

  beforeEach(pretendToLoad);
  afterEach(() => {
    process.env = environment;
  });

  test('it is not ready', async () => {
    let isReady = false;
    const starting = start().then(() => {
      isReady = true;
    });
    await eventually(wasAsked);
    fs.rmSync(`${directory}/asked`);
    await eventually(wasAsked);
    expect(isReady).toBe(false);
    fs.writeFileSync(`${directory}/done`, '');
    await starting;
  });

  test('a signal ends the start and the process', async () => {
    const stopping = new AbortController();
    const starting = start({ signal: stopping.signal });
    const failure = expect(starting).rejects.toThrow('was stopped before it was ready');
    await eventually(wasAsked);
    stopping.abort();
    await failure;
    expect(isRunning(Number(fs.readFileSync(`${directory}/pid`, 'utf8')))).toBe(false);
  });
});

test('it ends when the process that started it is killed with kill -9', async () => {
  const program = [path.join(__dirname, 'runTypeScript.cjs'), path.join(__dirname, 'programs/ownsRedis.ts'), directory];
  const parent = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = Number(await once(parent.stdout, 'data'));
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await eventually(() => !isRunning(-pid));
});

describe('a start that cannot succeed says why in one line', () => {
  const failure = async (options: Partial<RedisServerOptions>): Promise<string> => {
    const error = await start(options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartError);
    return error instanceof Error ? error.message : '';
  };

  test('a port that something else holds', async () => {
    const server = await start({ port: 0 });
    const port = Number(new URL(server.url).port);
    const elsewhere = path.join(directory, 'elsewhere');
    expect(await failure({ port, directory: elsewhere })).toBe(
      `cannot start Redis: port ${port} of 127.0.0.1 is taken`,
    );
  });

  test('a directory that another server uses', async () => {
    await start({ port: 0, appendOnly: true });
    const socket = path.join(directory, 'redis.sock');
    expect(await failure({ port: 0, appendOnly: true })).toBe(
      `cannot start Redis: another one already runs at ${socket}`,
    );
  });

  test('a directory that cannot be made', async () => {
    const file = path.join(directory, 'file');
    fs.writeFileSync(file, '');
    expect(await failure({ directory: file })).toBe(`cannot write to ${file} (EEXIST)`);
  });

  test('an option that Redis does not know', async () => {
    expect(await failure({ args: ['--no-such-option', '1'] })).toMatch(
      /^cannot start Redis: .*(Bad directive|no-such-option)/,
    );
  });

  test('no Redis on the PATH', async () => {
    const path = process.env.PATH;
    process.env.PATH = directory;
    try {
      expect(await failure({})).toBe('neither redis-server nor valkey-server is installed (run `npm run setup`)');
    } finally {
      process.env.PATH = path;
    }
  });

  test('a Redis older than 6.2', async () => {
    const path = process.env.PATH;
    const pretender = `#!${process.execPath}
      const info = '$22\\r\\nredis_version:6.0.16\\r\\n\\r\\n';
      const socket = process.argv[process.argv.indexOf('--unixsocket') + 1];
      require('node:net').createServer((client) => client.on('data', () => client.write(info))).listen(socket);`;
    fs.writeFileSync(`${directory}/redis-server`, pretender, { mode: 0o755 });
    process.env.PATH = directory;
    try {
      expect(await failure({})).toBe('Redis 6.0.16 is too old: 6.2 or newer is needed');
    } finally {
      process.env.PATH = path;
    }
  });
});
