import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../../scripts/processes/freePort.ts';
import type { RunningPart } from '../../scripts/processes/keep.ts';
import { startChild } from '../../scripts/processes/startChild.ts';
import type { Fault } from '../../simulator/faults.ts';
import { dataKey, metaKey } from '../../store/redis/keys.ts';
import { type Gap, type GapState, writeGaps } from '../../store/values/gaps.ts';
import { readAlertRules, readRuleFile, shownConfigs } from '../alertRules.ts';
import { panelsOf, readDashboard } from '../dashboard.ts';
import { eventually } from '../eventually.ts';
import { type Bench, openBench } from '../integration/collectors/collecting.ts';
import { describeWithPrometheus, type Prometheus, startPrometheus } from '../prometheus.ts';

/** The rules of docs/grafana, evaluated by a real Prometheus that scrapes a real installation: each fault makes its alert fire. */

const KEY = 'the-key-of-prometheus';
/** How long a condition holds here before its alert fires. */
const FOR = '2s';
const EVERY = '1s';
const LIMIT_MS = 120_000;

let bench: Bench;
let env: NodeJS.ProcessEnv;
let api: string;
let content: object;
let prometheus: Prometheus;
const closers: (() => unknown)[] = [];
const parts = new Map<string, RunningPart>();
const tried = new Set<string>();

async function start(name: 'api' | 'collectors' | 'relay'): Promise<void> {
  const args = [`dist/${name}/main.js`];
  parts.set(name, await startChild({ command: process.execPath, args, env, onLine: () => undefined }));
}

async function kill(name: string): Promise<void> {
  const part = parts.get(name);
  if (part === undefined) throw new Error(`${name} does not run`);
  parts.delete(name);
  part.process.kill('SIGKILL');
  await once(part.process, 'exit');
}

/** The names of alerts whose condition holds; of those that fire. */
const active = async (): Promise<string[]> => namesOf(await prometheus.alerts());
const firing = async (): Promise<string[]> =>
  namesOf((await prometheus.alerts()).filter(({ state }) => state === 'firing'));
const namesOf = (all: Awaited<ReturnType<Prometheus['alerts']>>): string[] =>
  [...new Set(all.map(({ labels }) => labels.alertname))].toSorted();

const fires = (...names: readonly string[]): Promise<void> =>
  eventually(async () => expect(await firing()).toEqual(expect.arrayContaining(names)));

const silences = (...names: readonly string[]): Promise<void> =>
  eventually(async () => expect((await firing()).filter((name) => names.includes(name))).toEqual([]));

/** These alerts are silent before the fault, and fire by it. */
async function firesBy(names: readonly string[], cause: () => unknown): Promise<void> {
  for (const name of names) tried.add(name);
  await silences(...names);
  await cause();
  await fires(...names);
  const texts = (await prometheus.alerts()).flatMap(({ annotations }) => Object.values(annotations));
  expect(texts.filter((text) => /[<{]/.test(text))).toEqual([]);
}

/** The rules as they are, but their conditions hold for long enough sooner. */
const hurried = () => ({
  groups: readRuleFile().groups.map(({ name, rules }) => ({
    name,
    rules: rules.map((rule) => (rule.for === undefined ? rule : { ...rule, for: FOR })),
  })),
});

/** What README.md shows for an API with access keys, in a hurry. */
function configFor(port: number): object {
  const shown = shownConfigs().find(({ scrape_configs: [scrape] }) => scrape?.metrics_path !== undefined);
  const scrapes = shown?.scrape_configs.map((scrape) => ({
    ...scrape,
    ...{ scrape_interval: EVERY, scrape_timeout: EVERY, static_configs: [{ targets: [`127.0.0.1:${port}`] }] },
    metrics_path: scrape.metrics_path?.replace('KEY', KEY),
  }));
  return { ...shown, global: { evaluation_interval: EVERY }, scrape_configs: scrapes };
}

/** Faults of the exchange, in place of those that were in force. */
function strike(...faults: readonly Fault[]): void {
  bench.simulator.clearFaults();
  for (const fault of faults) bench.simulator.inject(fault);
}

const setRedis = (...settings: [string, string]): Promise<unknown> => bench.store.redis.config('SET', ...settings);

async function usedMemory(): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await bench.store.redis.info('memory'))?.[1]);
}

/** Writes a gap into a worker's ledger, or what has become of it. */
async function putGap(state: GapState): Promise<void> {
  const meta = metaKey(dataKey('spot', 'btcusdt', 'klines', 1));
  const fence = Number(await bench.store.redis.hget(meta, 'fence'));
  const now = bench.simulator.now();
  const at = 1_790_000_040_000;
  const gap: Gap = {
    ...{ code: 'btcusdt', from: at, to: at, left: at, cause: 'exchange-down', state, rows: 0 },
    ...{ foundAt: now, changedAt: now },
  };
  await writeGaps(bench.store, 'klines-1', fence, [gap]);
}

/** Another program on the same address spends nearly all of the minute's weight, with time left in which an answer tells it to workers. */
async function spend(): Promise<void> {
  await eventually(() => bench.simulator.now() % 60_000 < 20_000);
  for (let used = 0; used <= 0.95 * 6_000; ) {
    // A book of 5000 levels weighs 250, one of 1000 levels 50: not all is spent, or the next one to ask is refused.
    const levels = used < 5_450 ? 5_000 : 1_000;
    const response = await fetch(`${bench.simulator.url}/api/v3/depth?symbol=BTCUSDT&limit=${levels}`);
    await response.arrayBuffer();
    used = Number(response.headers.get('x-mbx-used-weight-1m'));
  }
}

/** Panels of what need not be there: here nobody asks for futures, for what only the exchange has, or for events. */
const OFTEN_EMPTY = [
  ...['Redis memory', 'Limits beside weight', 'From an announcement to its event'],
  ...['Stale pairs by type', 'Open gaps by type', 'Failures a minute', 'Polls left out a minute'],
  'Requests of callers for what only the exchange has',
];

/** With what a reader has chosen at the top of the dashboard. */
const chosen = (expr: string): string =>
  expr
    .replaceAll('$job', 'binance-collector')
    .replaceAll('$instance', api.replace('http://', ''))
    .replaceAll('$__rate_interval', '1m');

/** What no fault here brings about in time: tests/integration/docs/alertRules.test.ts tries them. */
const BY_PROMTOOL_ALONE = ['CandlesDiffer', 'Defect', 'ExchangeInfoOld', 'WorkerFailing', 'WritesBehind'];
const others = BY_PROMTOOL_ALONE.join(', ');

describeWithPrometheus(`each alert of docs/grafana but ${others} is silent before its fault, and fires by it:`, () => {
  beforeAll(async () => {
    const [port, directory] = [await freePort(), fs.mkdtempSync(path.join(os.tmpdir(), 'alerts-'))];
    closers.push(() => fs.rmSync(directory, { recursive: true, force: true }));
    content = {
      ...{ pairs: ['btcusdt'], transport: 'stream', klines: { intervals: [1, 5] } },
      // Something is asked by REST each second, and shows what the exchange answers.
      feeds: { 'avg-price': { transport: 'poll' } },
      api: { port, accessKeys: [KEY] },
      relay: { url: `unix://${path.join(directory, 'relay.sock')}` },
    };
    bench = await openBench(content, { isRealTime: true });
    closers.push(() => bench.close());
    api = `http://127.0.0.1:${port}`;
    env = { ...process.env, ...bench.env, LOG_DIR: directory };
    closers.push(() => Promise.all([...parts.values()].map((part) => part.stop())));
    await Promise.all([start('collectors'), start('relay'), start('api')]);
    fs.writeFileSync(path.join(directory, 'alerts.yml'), stringify(hurried()));
    prometheus = await startPrometheus(directory, configFor(port));
    closers.push(() => prometheus.stop());
    await eventually(async () => expect((await fetch(`${api}/ready`)).status).toBe(200));
  }, LIMIT_MS);
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  }, LIMIT_MS);

  it('none while all is well', async () => {
    // With the labels of the rules: they are evaluated, and say nothing.
    await eventually(async () =>
      expect(await prometheus.samples('min_over_time(binance_collector_ready[3s])')).toEqual([1]),
    );
    await eventually(async () => expect(await prometheus.samples('binance_collector_relay_up')).toEqual([1]));
    await eventually(async () => expect(await active()).toEqual([]));
  });

  it('what no other alert names', async () => {
    await firesBy(['Degraded'], () => setRedis('maxmemory-policy', 'allkeys-lru'));
    await setRedis('maxmemory-policy', 'noeviction');
    await silences('Degraded');
  });

  it('what operators, callers and the exchange do, and a relay that was killed', async () => {
    const names = ['ConfigRefused', 'WrongKeys', 'RedisMemoryHigh', 'RelayDown', 'ExchangePaused'];
    await firesBy(names, async () => {
      bench.edit('{');
      await Promise.all(Array.from({ length: 30 }, () => fetch(`${api}/k/guess/health`)));
      await setRedis('maxmemory', String(Math.round((await usedMemory()) * 1.1)));
      await kill('relay');
      strike({ kind: 'status', status: 429, retryAfter: 20, times: 1 });
    });
    bench.edit(content);
    await setRedis('maxmemory', '0');
    await start('relay');
    await silences('ConfigRefused', 'RedisMemoryHigh', 'RelayDown');
  });

  it('a ban', async () => {
    await firesBy(['ExchangeBanned'], () => strike({ kind: 'status', status: 418, retryAfter: 20, times: 1 }));
    await silences('ExchangeBanned');
  });

  it('an exchange that answers nothing, by REST and by streams', async () => {
    const names = ['ExchangeUnreachable', 'DataStale', 'GapsStay', 'StreamsDown', 'StreamsReconnect', 'StreamsBlocked'];
    await firesBy(names, async () => {
      strike({ kind: 'reset' }, { kind: 'stream-refuse', status: 503 }, { kind: 'stream-close' });
      await putGap('open');
    });
    strike();
    await putGap('filled');
    // What has happened within a quarter of an hour is told so long.
    await silences(...names.filter((name) => name !== 'StreamsReconnect'));
  });

  it('a Redis that is full: what is silent for that alone is not called so', async () => {
    await firesBy(['RedisRefuses'], () => setRedis('maxmemory', '1mb'));
    await eventually(async () => expect(await prometheus.samples('min(binance_collector_worker_up)')).toEqual([0]));
    expect(await firing()).not.toContain('WorkerSilent');
    await setRedis('maxmemory', '0');
    await silences('RedisRefuses');
  });

  it('another program that spends the weight', () => firesBy(['WeightNearLimit'], spend));

  it('and each panel of the dashboard draws what it asks for', async () => {
    const asked = panelsOf(readDashboard()).flatMap(({ title, targets }) =>
      targets.map(({ expr }) => ({ title, expr: chosen(expr) })),
    );
    await eventually(async () => {
      const counts = await Promise.all(
        asked.map(async ({ title, expr }) => [title, (await prometheus.samples(expr)).length] as const),
      );
      const empty = counts.filter(([, count]) => count === 0).map(([title]) => title);
      expect(empty.filter((title) => !OFTEN_EMPTY.includes(title))).toEqual([]);
    });
  });

  it('workers that were killed', () => firesBy(['WorkerSilent'], () => kill('collectors')));

  it('a Redis that was stopped, and nothing that follows from it', async () => {
    await start('collectors');
    await silences('WorkerSilent');
    await firesBy(['RedisAway'], () => bench.test.server.kill());
    expect(await active()).toEqual(expect.not.arrayContaining(['WorkerSilent', 'DataStale', 'RelayDown', 'ApiDown']));
  });

  it('an API that was stopped', () => firesBy(['ApiDown'], () => kill('api')));

  it('and no other one', () =>
    expect([...tried, ...BY_PROMTOOL_ALONE].toSorted()).toEqual(
      readAlertRules()
        .map(({ alert }) => alert)
        .toSorted(),
    ));
});
