import { eventually } from '../../eventually.ts';
import { good, type Watched, watched } from './watched.ts';

let subject: Watched;
afterEach(() => subject.close());

const withPairs = (...pairs: string[]) => ({ ...good, pairs });

test('an edit that is not approved changes nothing and is asked for and logged once', async () => {
  const asked: string[][] = [];
  subject = watched({
    approve: async (next, previous) => {
      asked.push([...previous.pairs, '>', ...next.pairs]);
      return ['pairs[0]: nosuch is not listed'];
    },
  });
  subject.write(withPairs('nosuch'));
  await eventually(() => !subject.watch.status().ok);
  await subject.looks(5);
  expect(asked).toEqual([['btcusdt', '>', 'nosuch']]);
  expect(subject.watch.status().faults).toEqual(['pairs[0]: nosuch is not listed']);
  expect(subject.watch.current().pairs).toEqual(['btcusdt']);
  expect(subject.changes).toEqual([]);
  expect(subject.messages).toHaveLength(1);
});

test('an approval that fails is asked for again until it succeeds, and is logged once', async () => {
  let attempts = 0;
  subject = watched({
    approve: async () => {
      attempts += 1;
      if (attempts < 4) throw new Error('Redis is away');
      return [];
    },
  });
  subject.write(withPairs('ethusdt'));
  await eventually(() => subject.changes.length === 1);
  expect(subject.messages).toEqual([
    expect.stringContaining('it could not be checked: Redis is away'),
    'info configuration taken: ethusdt added; btcusdt removed',
  ]);
});

test('an edit made during a slow approval is looked at afterwards, and approvals never overlap', async () => {
  let running = 0;
  let most = 0;
  let release: () => void = () => {};
  subject = watched({
    approve: async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((done) => {
        release = done;
      });
      running -= 1;
      return [];
    },
  });
  subject.write(withPairs('ethusdt'));
  await eventually(() => running === 1);
  subject.write(withPairs('etcusdt'));
  await subject.looks(5);
  expect(subject.changes).toEqual([]);
  release();
  await eventually(() => subject.changes.length === 1 && running === 1);
  release();
  await eventually(() => subject.changes.length === 2);
  expect(subject.changes.map(({ next }) => next.pairs)).toEqual([['ethusdt'], ['etcusdt']]);
  expect(most).toBe(1);
});

test('an approval that ends after close changes nothing', async () => {
  let release: (() => void) | undefined;
  subject = watched({
    approve: () =>
      new Promise((done) => {
        release = () => done([]);
      }),
  });
  subject.write(withPairs('ethusdt'));
  await eventually(() => release !== undefined);
  subject.watch.close();
  release?.();
  await subject.looks(3);
  expect(subject.changes).toEqual([]);
  expect(subject.watch.current().pairs).toEqual(['btcusdt']);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('boom');
    },
  ],
  ['rejects', () => Promise.reject(new Error('boom'))],
])('an onChange that %s is logged and the watch goes on', async (_title, onChange) => {
  subject = watched({ onChange });
  subject.write(withPairs('ethusdt'));
  await eventually(() => subject.messages.includes('error applying the configuration failed'));
  subject.write(withPairs('etcusdt'));
  await eventually(() => subject.changes.length === 2);
  expect(subject.watch.current().pairs).toEqual(['etcusdt']);
});

const restarts: [path: string, change: Record<string, unknown>][] = [
  ['redis.url', { redis: { url: 'redis://other' } }],
  ['redis.db', { redis: { db: 3 } }],
  ['api.host', { api: { host: '0.0.0.0' } }],
  ['api.port', { api: { port: 8001 } }],
  ['binance.spotUrl', { binance: { spotUrl: 'https://api1.binance.com' } }],
  ['binance.spotStreamUrl', { binance: { spotStreamUrl: 'wss://other' } }],
  // Its streams are elsewhere, too.
  ['binance.spotUrl, binance.spotStreamUrl', { binance: { spotUrl: 'http://other' } }],
  ['log.directory', { log: { directory: 'logs' } }],
  ['budget.egress', { budget: { egress: 'other' } }],
];

test.each(restarts)('%s waits for a restart, named once, while the rest is applied', async (path, change) => {
  subject = watched();
  const before = subject.watch.current();
  subject.write({ ...withPairs('ethusdt'), ...change });
  await eventually(() => subject.changes.length === 1);
  await subject.looks(3);
  expect(subject.watch.current()).toEqual({ ...before, pairs: ['ethusdt'] });
  expect(subject.watch.status()).toMatchObject({ ok: true, restartNeeded: path.split(', ') });
  expect(subject.messages.filter((line) => line.startsWith('warn'))).toEqual([
    `warn configuration: restart to apply ${path}; the old values stay until then`,
  ]);

  subject.write(withPairs('ethusdt'));
  await eventually(() => subject.watch.status().restartNeeded.length === 0);
  await subject.looks(3);
  expect(subject.changes).toHaveLength(1);
  expect(subject.messages).toContain('info configuration no longer needs a restart');
});

test('a variable of the environment still wins after an edit', async () => {
  subject = watched({ env: { REDIS_URL: 'redis://env', LOG_LEVEL: 'warn' } });
  subject.write({ ...withPairs('ethusdt'), redis: { url: 'redis://file' }, log: { level: 'debug' } });
  await eventually(() => subject.changes.length === 1);
  expect(subject.watch.current()).toMatchObject({ redis: { url: 'redis://env' }, log: { level: 'warn' } });
  expect(subject.watch.status().restartNeeded).toEqual([]);
});
