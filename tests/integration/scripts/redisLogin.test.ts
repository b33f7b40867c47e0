import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StartError } from '../../../runtime/errors.ts';
import { freePort } from '../../../scripts/processes/freePort.ts';
import { startRedisServer } from '../../../scripts/redis/redisServer.ts';
import { startOwnRedis } from '../../../scripts/redis/startOwnRedis.ts';
import { connectStore, type Store } from '../../../store/redis/connect.ts';
import { createTestLog } from '../../testStore.ts';
import { isRunning } from './processes.ts';

let directory: string;
let closers: (() => unknown)[];

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-login-'));
  closers = [() => fs.rmSync(directory, { recursive: true, force: true })];
});

afterEach(async () => {
  for (const close of closers.toReversed()) await close();
});

/** The Redis of `npm start` for a URL with this user and password. */
const startFor = async (login: string) => {
  const port = await freePort();
  const at = (user: string): string => `redis://${user}127.0.0.1:${port}`;
  const server = await startOwnRedis({ url: at(login), port, directory });
  closers.push(() => server.kill());
  return { server, at };
};

const open = async (url: string): Promise<Store> => {
  const store = await connectStore({ url, db: 2, name: 'test', log: createTestLog().log });
  closers.push(() => store.close());
  return store;
};

const logins = [':s3cret-pass@', 'default:s3cret-pass@', 'collector:s3cret-pass@', ':s3cret%20%22%27%23p%C3%A4ss@'];

test.each(logins)('with redis://%s… it lets nobody else in', async (login) => {
  const { at } = await startFor(login);
  const store = await open(at(login));
  await store.redis.set('word', 'there');
  expect(await store.redis.get('word')).toBe('there');
  await expect(open(at(''))).rejects.toThrow(/NOAUTH/);
  await expect(open(at(':wrong@'))).rejects.toThrow(/WRONGPASS/);
});

test('the password stands in the query of the URL, too', async () => {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}?password=s3cret-pass`;
  const server = await startOwnRedis({ url, port, directory });
  closers.push(() => server.kill());
  expect(await (await open(url)).redis.ping()).toBe('PONG');
  await expect(open(`redis://127.0.0.1:${port}`)).rejects.toThrow(/NOAUTH/);
});

const onLinux = process.platform === 'linux' ? test : test.skip; // elsewhere there is no /proc

onLinux('neither its command line nor any file it leaves holds the password', async () => {
  const { server } = await startFor('collector:s3cret-pass@');
  expect(fs.readFileSync(`/proc/${server.pid}/cmdline`, 'utf8')).not.toMatch(/s3cret|collector/);
  expect(fs.readdirSync(directory).sort()).toEqual(['appendonlydir', 'redis.sock']);
});

test('it stops in an orderly way, and keeps its data', async () => {
  const login = 'collector:s3cret-pass@';
  const first = await startFor(login);
  const store = await open(first.at(login));
  await store.redis.set('word', 'there');
  await store.close();
  await first.server.stop();
  expect(first.server.process.exitCode).toBe(0);
  expect(isRunning(first.server.pid)).toBe(false);
  const second = await startFor(login);
  expect(await (await open(second.at(login))).redis.get('word')).toBe('there');
});

test('a user name that Redis cannot have is refused in one line, without the password', async () => {
  const failure: unknown = await startFor('a%20b:s3cret-pass@').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StartError);
  expect((failure as Error).message).toMatch(/^redis\.url: .* takes only user names of letters/);
  expect((failure as Error).message).not.toContain('s3cret');
});

test('a port that a Redis with another password holds is taken', async () => {
  const port = await freePort();
  const other = path.join(directory, 'other');
  const stranger = await startRedisServer({ directory: other, port, login: { user: 'default', password: 'other' } });
  closers.push(() => stranger.kill());
  await expect(startOwnRedis({ url: `redis://:s3cret@127.0.0.1:${port}`, port, directory })).rejects.toThrow(
    `cannot start Redis: port ${port} of 127.0.0.1 is taken`,
  );
});
