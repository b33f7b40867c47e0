import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { collectorsOf } from '../../../markets/markets.js';

const original = process.env;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ecosystem-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What PM2 would start, with a CONFIG.json of this content. */
const appsWith = async (name: string, value: string | undefined, config: object = { pairs: ['btcusdt'] }) => {
  jest.resetModules();
  const file = path.join(folder, 'CONFIG.json');
  fs.writeFileSync(file, JSON.stringify(config));
  process.env = { ...original, CONFIG_FILE: file };
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
  const { apps } = await import('../../../ecosystem.config.js');
  return apps;
};

const loadWith = async (value: string | undefined) =>
  (await appsWith('API_INSTANCES', value)).find(({ name }) => name === 'api');

afterEach(() => {
  process.env = original;
});

test.each([
  [undefined, 1],
  ['', 1],
  ['4', 4],
  ['max', 'max'],
])('API_INSTANCES %p starts %p processes of the API', async (value, instances) => {
  expect(await loadWith(value)).toMatchObject({ exec_mode: 'cluster', instances });
});

test.each(['0', '-1', '1.5', 'many'])('API_INSTANCES "%s" is refused', async (value) => {
  await expect(loadWith(value)).rejects.toThrow(`API_INSTANCES is "${value}": set it to a positive integer or max`);
});

test.each([undefined, '', 'each'])('PROCESSES %p runs a process for each collector of spot', async (value) => {
  const names = (await appsWith('PROCESSES', value)).map(({ name }) => name);
  expect(names).toEqual([...collectorsOf('spot').map(({ name }) => `collector-${name}`), 'relay', 'api']);
});

test('PROCESSES market runs one process for all collectors of a market', async () => {
  const [spot, ...others] = await appsWith('PROCESSES', 'market');
  expect(spot).toMatchObject({ name: 'collector-spot', args: ['--market', 'spot'], exec_mode: 'fork' });
  expect(others.map(({ name }) => name)).toEqual(['relay', 'api']);
});

test.each(['one', 'Market', '1'])('PROCESSES "%s" is refused', async (value) => {
  await expect(appsWith('PROCESSES', value)).rejects.toThrow(`PROCESSES is "${value}": set it to each or market`);
});

describe('with futures in CONFIG.json', () => {
  const usdm = { pairs: ['btcusdt'], klines: { prices: ['mark'] } };
  const namesWith = async (value: string | undefined) =>
    (await appsWith('PROCESSES', value, { pairs: ['btcusdt'], usdm })).map(({ name }) => name);

  test('one process runs all of them beside those of spot', async () => {
    const names = await namesWith(undefined);
    expect(names).toEqual([
      ...collectorsOf('spot').map(({ name }) => `collector-${name}`),
      'collector-usdm',
      'relay',
      'api',
    ]);
  });

  test('PROCESSES market runs one for each market', async () => {
    expect(await namesWith('market')).toEqual(['collector-spot', 'collector-usdm', 'relay', 'api']);
  });

  test('PROCESSES each runs one for each collector that can have work', async () => {
    const apps = await appsWith('PROCESSES', 'each', { pairs: ['btcusdt'], usdm });
    const own = apps.filter(({ name }) => name.startsWith('collector-usdm-'));
    expect(own.find(({ name }) => name === 'collector-usdm-klines-mark-5')).toMatchObject({
      args: ['--market', 'usdm', '--feed', 'klines-mark', '--interval', '5'],
    });
    const names = own.map(({ name }) => name).join();
    expect(names).not.toMatch(/klines-index|quarter/);
    expect(names).toMatch(/liquidations/);
    expect(own.length).toBeLessThan(45);
  });
});

test('a CONFIG.json that cannot be read starts what spot needs: its programs say what is wrong', async () => {
  jest.resetModules();
  process.env = { ...original, CONFIG_FILE: path.join(folder, 'none.json') };
  const { apps } = await import('../../../ecosystem.config.js');
  expect(apps.map(({ name }) => name)).not.toContain('collector-usdm');
});

describe('with a file .env beside CONFIG.json', () => {
  const envFile = path.join(folder, '.env');
  afterEach(() => fs.rmSync(envFile, { force: true }));

  test('its variables count as if the environment had them', async () => {
    fs.writeFileSync(envFile, 'API_INSTANCES=3\nPROCESSES=market\nLOG_DIR=/var/log/x\nSUPPORTED_SYMBOLS=BTCUSDT');
    const apps = await appsWith('PM2_HOME', undefined);
    expect(apps.map(({ name }) => name)).toEqual(['collector-spot', 'collector-usdm', 'relay', 'api']);
    expect(apps.at(-1)).toMatchObject({ instances: 3, env: { LOG_DIR: '/var/log/x' } });
  });

  test('the environment wins', async () => {
    fs.writeFileSync(envFile, 'API_INSTANCES=3');
    expect((await appsWith('API_INSTANCES', '2')).at(-1)).toMatchObject({ instances: 2 });
  });

  test('one that cannot be read says nothing: the programs tell what is wrong with it', async () => {
    fs.mkdirSync(envFile);
    expect((await appsWith('API_INSTANCES', undefined)).at(-1)).toMatchObject({ instances: 1 });
    fs.rmdirSync(envFile);
  });
});
