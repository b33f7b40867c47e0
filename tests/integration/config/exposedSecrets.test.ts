import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { exposedSecrets } from '../../../config/exposedSecrets.ts';
import { eventually } from '../../eventually.ts';
import { good, type Watched, watched } from './watched.ts';

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'exposed-'));
  file = join(directory, 'CONFIG.json');
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const write = (config: object, mode: number): void => {
  writeFileSync(file, JSON.stringify(config));
  chmodSync(file, mode);
};

const secret = { pairs: ['ab'], redis: { url: 'redis://:s3cret@host' } };

const holders: [key: string, config: object][] = [
  ['apiKeys', { apiKeys: [{ key: 'k' }] }],
  ['api.accessKeys', { api: { accessKeys: ['12345678'] } }],
  ['redis.url', secret],
  ['redis.url', { redis: { url: 'rediss://host?password=s3cret' } }],
];

test.each(holders)('a file that everybody can read and that holds %s is said, with what to run', (key, config) => {
  write(config, 0o644);
  expect(exposedSecrets(file, {})).toEqual([
    `${file} holds secrets (${key}) and every user of this machine can read it; run: chmod 600 ${file}`,
  ]);
});

test.each([0o600, 0o640])('not one of mode %d', (mode) => {
  write(secret, mode);
  expect(exposedSecrets(file, {})).toEqual([]);
});

const harmless: object[] = [
  { pairs: ['ab'] },
  { apiKeys: [], api: { accessKeys: [] }, redis: { url: 'redis://user@127.0.0.1' } },
  { apiKeys: 1, api: [], redis: { url: 'no url' } },
];

test.each(harmless)('not one without secrets: %j', (config) => {
  write(config, 0o644);
  expect(exposedSecrets(file, { REDIS_URL: 'redis://:s3cret@host' })).toEqual([]);
});

test('not one that cannot be read at all, which is said elsewhere', () => {
  expect(exposedSecrets(file, {})).toEqual([]);
  writeFileSync(file, '{');
  expect(exposedSecrets(file, {})).toEqual([]);
});

const asRoot = process.getuid?.() === 0 ? test : test.skip; // only root can be another user for a while

asRoot('where it belongs to another user, that is mended first', () => {
  write(secret, 0o644);
  chownSync(file, 0, 0);
  chmodSync(directory, 0o755);
  process.seteuid?.(65534);
  try {
    const { username } = userInfo();
    expect(exposedSecrets(file, {})[0]).toMatch(`; run: chown ${username} ${file} && chmod 600 ${file}`);
  } finally {
    process.seteuid?.(0);
  }
});

describe('under PM2, which keeps the environment', () => {
  const env = (home: string): NodeJS.ProcessEnv => ({
    pm_id: '3',
    PM2_HOME: home,
    REDIS_URL: 'redis://:s3cret@host',
    API_ACCESS_KEYS: '12345678',
    BINANCE_API_KEY: 'k',
    LOG_LEVEL: 'info',
  });
  let home: string;
  beforeEach(() => {
    home = join(directory, '.pm2');
    mkdirSync(home);
    write({ pairs: ['ab'] }, 0o644);
  });

  test('secrets in it are said, where everybody can look into its folder', () => {
    chmodSync(home, 0o755);
    expect(exposedSecrets(file, env(home))).toEqual([
      `PM2 keeps the secrets of the environment (BINANCE_API_KEY, API_ACCESS_KEYS, REDIS_URL) in ${home}, which every user of this machine can read; run: chmod 700 ${home}`,
    ]);
  });

  test('not where nobody can, where nothing is secret, or without PM2', () => {
    chmodSync(home, 0o700);
    expect(exposedSecrets(file, env(home))).toEqual([]);
    chmodSync(home, 0o755);
    expect(exposedSecrets(file, { pm_id: '3', PM2_HOME: home, REDIS_URL: 'redis://host' })).toEqual([]);
    expect(exposedSecrets(file, { ...env(home), pm_id: undefined })).toEqual([]);
  });
});

describe('a process that follows the file', () => {
  let following: Watched | undefined;
  afterEach(() => following?.close());
  const warnings = (): string[] => following?.messages.filter((message) => /holds secrets/.test(message)) ?? [];

  test('says so at its start, and again with an edit, not with each look', async () => {
    const config = { ...good, ...secret };
    following = watched({ config });
    expect(warnings()).toEqual([
      `warn ${following.file} holds secrets (redis.url) and every user of this machine can read it; run: chmod 600 ${following.file}`,
    ]);
    await following.looks(3);
    expect(warnings()).toHaveLength(1);
    following.write({ ...config, pairs: ['ethusdt'] });
    await eventually(() => warnings().length === 2);
    chmodSync(following.file, 0o600);
    following.write({ ...config, pairs: ['bnbusdt'] });
    await eventually(() => following?.watch.current().pairs[0] === 'bnbusdt');
    await following.looks(2);
    expect(warnings()).toHaveLength(2);
  });
});
