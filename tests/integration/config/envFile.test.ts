import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exposedSecrets } from '../../../config/exposedSecrets.ts';
import { loadConfig } from '../../../config/load.ts';

/** The file .env beside CONFIG.json. */

let directory: string;
let env: NodeJS.ProcessEnv;
let envFile: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'env-'));
  env = { CONFIG_FILE: join(directory, 'CONFIG.json') };
  envFile = join(directory, '.env');
  writeFileSync(join(directory, 'CONFIG.json'), '{"pairs":["btcusdt"]}');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const load = (text: string, more: NodeJS.ProcessEnv = {}) => {
  writeFileSync(envFile, text);
  return loadConfig({ ...env, ...more }).config;
};

it('counts as if the environment had its variables', () => {
  const text = [
    '# of the older service',
    '  # indented',
    'BINANCE_BASE_URL="https://b.example"   # beside',
    "SUPPORTED_SYMBOLS='BTCUSDT,ETHUSDT'",
    'export APP_PORT = 9001',
    '',
    'LOG_LEVEL=WARNING',
    'SOMETHING_ELSE=1',
  ];
  expect(load(text.join('\r\n'))).toMatchObject({
    binance: { usdmUrl: 'https://b.example' },
    usdm: { pairs: ['btcusdt', 'ethusdt'] },
    api: { port: 9001 },
    log: { level: 'warn' },
  });
});

it('the environment wins over it, but for what is empty there', () => {
  const text = 'API_PORT=9001\nLOG_LEVEL=debug\nAPI_HOST=0.0.0.0';
  expect(load(text, { API_PORT: '9002', LOG_LEVEL: ' ' })).toMatchObject({
    api: { port: 9002, host: '0.0.0.0' },
    log: { level: 'debug' },
  });
});

it('names no other CONFIG.json', () => {
  expect(load('CONFIG_FILE=/nowhere/CONFIG.json').pairs).toEqual(['btcusdt']);
});

it.each(['', '\n\n', 'no variables at all', '=', '==', '\0\0', '{"API_PORT": 1}'])(
  'one with %j says nothing',
  (text) => {
    expect(load(text).api.port).toBe(8000);
  },
);

it('a bad value in it is refused with the name of the variable', () => {
  expect(() => load('APP_PORT=x')).toThrow('api.port (APP_PORT): must be an integer from 1 to 65535 (got "x")');
});

it('one that cannot be used is said, by its name', () => {
  mkdirSync(envFile);
  expect(() => loadConfig(env)).toThrow(`${envFile}: it is not a regular file`);
  rmSync(envFile, { recursive: true });
  writeFileSync(envFile, Buffer.from([0xff, 0xfe, 0x00]));
  expect(() => loadConfig(env)).toThrow(`${envFile}: it is not UTF-8 text; save it as UTF-8`);
});

it('one that everybody can read and that holds secrets is said, with what to run', () => {
  const { CONFIG_FILE: file = '' } = env;
  load('REDIS_URL=redis://:s3cret@host\nAPI_ACCESS_KEYS=a-good-key\nBINANCE_API_KEY=key\nAPP_PORT=1');
  chmodSync(envFile, 0o644);
  expect(exposedSecrets(file, {})).toEqual([
    `${envFile} holds secrets (BINANCE_API_KEY, API_ACCESS_KEYS, REDIS_URL) and every user of this machine can read it; run: chmod 600 ${envFile}`,
  ]);
  chmodSync(envFile, 0o600);
  expect(exposedSecrets(file, {})).toEqual([]);
  load('APP_PORT=1');
  chmodSync(envFile, 0o644);
  expect(exposedSecrets(file, {})).toEqual([]);
});

it('is never committed', () => {
  expect(readFileSync('.gitignore', 'utf8').split('\n')).toContain('.env');
});
