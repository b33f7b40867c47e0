import { collectors } from '../../../markets/markets.js';

const original = process.env;

const appsWith = async (name: string, value: string | undefined) => {
  jest.resetModules();
  process.env = { ...original };
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
  expect(names).toEqual([...collectors.map(({ name }) => `collector-${name}`), 'api']);
});

test('PROCESSES market runs one process for all collectors of a market', async () => {
  const [spot, ...others] = await appsWith('PROCESSES', 'market');
  expect(spot).toMatchObject({ name: 'collector-spot', args: ['--market', 'spot'], exec_mode: 'fork' });
  expect(others.map(({ name }) => name)).toEqual(['api']);
});

test.each(['one', 'Market', '1'])('PROCESSES "%s" is refused', async (value) => {
  await expect(appsWith('PROCESSES', value)).rejects.toThrow(`PROCESSES is "${value}": set it to each or market`);
});
