import { readFileSync } from 'node:fs';
import path from 'node:path';
import request from 'supertest';
import { apps } from '../../../ecosystem.config.js';
import { pauseEgress } from '../../../store/budget/pause.ts';
import { putBack, readStoredBefore } from '../../storedBefore.ts';
import { type ApiFixture, createApiFixture } from './apiFixture.ts';

/**
 * What panels, alerts and scripts of an operator hold on to: nothing that the version before had is gone or called otherwise.
 * More may have come.
 */

interface Surface {
  /** Each metric with its type, and with each label of its samples: `redis_up gauge`, `data_stale{code}`. */
  readonly metrics: readonly string[];
  /** Paths of all that /health says; `[]` stands for each entry of a list. */
  readonly health: readonly string[];
  /** Processes of PM2: name → its arguments. */
  readonly processes: Readonly<Record<string, readonly string[]>>;
}

const before: Surface = JSON.parse(readFileSync(path.resolve('tests/fixtures/stored/surface-0.1.0.json'), 'utf8'));
let api: ApiFixture;

/** All that /health has words for at the same time: a pause, a warning of Redis, a feed that is disabled. */
beforeAll(async () => {
  const stored = readStoredBefore();
  api = await createApiFixture({ ...stored.config, feeds: { price: { enabled: false } } });
  await putBack(api.store, stored.keys, stored.takenAt - api.now);
  const pause = { status: 429, until: stored.takenAt + 60_000 };
  await pauseEgress(api.store, { egress: 'local', market: 'spot' }, pause, stored.takenAt);
  await api.store.redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  await api.board.refresh();
});
afterAll(() => api.close());

/** What a process says of itself: not the same on each system, and of the labels nobody knows which have samples yet. */
const isOfProcess = (metric: string): boolean => /^binance_collector_(?:nodejs|process)_/.test(metric);

function metricsIn(text: string): string[] {
  const metrics = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
  return metrics.flatMap(({ name, type }) => {
    const samples = text.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{(.*)\\} `, 'gm'));
    const labels = [...samples].flatMap(([, given = '']) => given.match(/\w+(?==")/g) ?? []);
    return [`${name} ${type}`, ...(isOfProcess(name) ? [] : [...new Set(labels)].map((label) => `${name}{${label}}`))];
  });
}

function pathsOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return [at, ...new Set(value.flatMap((entry) => pathsOf(entry, `${at}[]`)))];
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Object.entries(value).flatMap(([key, part]) => pathsOf(part, at === '' ? key : `${at}.${key}`));
  return at === '' ? inner : [at, ...inner];
}

const missingOf = (wanted: readonly string[], found: readonly string[]): string[] =>
  wanted.filter((name) => !found.includes(name));

it('has all metrics, with the same types and labels', async () => {
  await request(api.app).get('/GetData?type=depth&code=btcusdt');
  const { text } = await request(api.app).get('/metrics');
  const wanted = before.metrics.filter((metric) => process.platform === 'linux' || !isOfProcess(metric));
  expect(missingOf(wanted, metricsIn(text))).toEqual([]);
});

it('/health says all that it said', async () => {
  const { body } = await request(api.app).get('/health');
  expect(missingOf(before.health, pathsOf(body))).toEqual([]);
});

it('PM2 runs all processes under their names, with the same arguments', () => {
  const processes = Object.fromEntries(apps.map((app) => [app.name, 'args' in app ? app.args : []]));
  expect(processes).toMatchObject(before.processes);
});
