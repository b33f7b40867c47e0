const original = process.env;

const loadWith = async (value: string | undefined) => {
  jest.resetModules();
  process.env = { ...original };
  if (value === undefined) delete process.env.API_INSTANCES;
  else process.env.API_INSTANCES = value;
  const { apps } = await import('../../../ecosystem.config.js');
  return apps.find(({ name }) => name === 'api');
};

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
