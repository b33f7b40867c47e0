import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findOnPath } from '../../scripts/findOnPath.js';
import { freePort } from '../../scripts/freePort.ts';
import { startRedisServer } from '../../scripts/redisServer.ts';
import { bindTo } from '../cores.ts';
import { openStore } from '../openStore.ts';
import { median, type Section, short, type Table } from '../results.ts';
import { keepTrades, type Trades } from './rows.ts';
import {
  PYTHON,
  type Server,
  startApi,
  startBareNode,
  startFastApi,
  startPlainExpress,
  startWebdis,
} from './servers.ts';
import { type Load, type Run, wrk } from './wrk.ts';

const SECONDS = 2;
const CODE = 'btcusdt';

/** The first has the rows that all are compared on. */
const series: readonly Trades[] = [
  { code: CODE, count: 1_000 },
  { code: 'ethusdt', count: 10_000 },
  { code: 'etcusdt', count: 100_000 },
];
const pathOf = (code: string): string => `/GetData?type=trades&code=${code}`;

/** Somebody who is asked, round after round. */
interface Contender {
  readonly name: string;
  readonly load: Load;
}

/** Answers a second, ours and those of others, on one core each. @param rounds how often each is asked */
export async function measureReads(rounds: number, log: (line: string) => void): Promise<Section> {
  const closers: (() => unknown)[] = [];
  try {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
    closers.push(() => fs.rmSync(directory, { recursive: true, force: true }));
    const redisPort = await freePort();
    const redis = await startRedisServer({ port: redisPort, directory: path.join(directory, 'redis') });
    closers.push(() => redis.stop());
    bindTo('server', redis.pid);
    const store = await openStore(redis.url);
    closers.push(() => store.close());
    const trades = await keepTrades(store, series);
    closers.push(() => trades.stop());

    const ground = { directory, redisPort };
    const start = async (starting: Promise<Server>): Promise<Server> => {
      const server = await starting;
      closers.push(() => server.stop());
      return server;
    };
    const codes = series.map(({ code }) => code);
    const { url: api } = await start(startApi(ground, codes));
    const page = await fetch(`${api}${pathOf(CODE)}`);
    const { url: bare } = await start(startBareNode(ground, page.clone()));
    const { url: plain } = await start(startPlainExpress(ground));
    const contenders: Contender[] = [
      { name: 'bare', load: { url: bare, path: pathOf(CODE) } },
      { name: 'hot', load: { url: api, path: pathOf(CODE) } },
      { name: 'mixed', load: { url: api, path: pathOf(CODE), missEvery: 100 } },
      { name: 'miss', load: { url: api, path: pathOf(CODE), missEvery: 1 } },
      { name: 'express', load: { url: plain, path: pathOf(CODE), missEvery: 1 } },
    ];
    const leftOut: string[] = [];
    if (findOnPath('webdis') === undefined) leftOut.push('webdis: it is not installed');
    else {
      const { url } = await start(startWebdis(ground));
      contenders.push({ name: 'webdis', load: { url, path: `/ZREVRANGE/spot:%7B${CODE}%7D:trades/0/9` } });
    }
    if (!hasFastApi()) leftOut.push('FastAPI: python3-fastapi, python3-uvicorn or python3-redis is not installed');
    else {
      const { url } = await start(startFastApi(ground));
      contenders.push({ name: 'fastapi', load: { url, path: pathOf(CODE) } });
    }
    await compareAnswers(contenders);
    for (const { code, count } of series) {
      const load = { url: api, path: pathOf(code), missEvery: 1, pages: count / 10 };
      contenders.push({ name: `${count} rows`, load });
    }
    const runs = await inTurn(contenders, rounds, log);
    return sectionOf(runs, (await page.text()).length, leftOut);
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

function hasFastApi(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import fastapi, uvicorn, redis'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** @throws Error where somebody answers other rows than the others: rates would say nothing */
async function compareAnswers(contenders: readonly Contender[]): Promise<void> {
  for (const { name, load } of contenders) {
    const text = await (await fetch(`${load.url}${load.path}`)).text();
    const rows = name === 'webdis' ? /"ZREVRANGE":\[(?:"\[.*?\]",?){10}\]/ : /"data":\[(?:\{"id":7\d{6},.*?\},?){10}\]/;
    if (!rows.test(text)) throw new Error(`${name} does not answer ten rows: ${text.slice(0, 300)}`);
  }
}

/** Each in each round, in the opposite order in every other one. */
async function inTurn(contenders: readonly Contender[], rounds: number, log: (line: string) => void): Promise<Runs> {
  const runs = new Map<string, Run[]>(contenders.map(({ name }) => [name, []]));
  for (const { load } of contenders) await wrk(load, 1); // warms it
  for (let round = 0; round < rounds; round++) {
    for (const { name, load } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      runs.get(name)?.push(await wrk(load, SECONDS));
    }
    log(`reads: round ${round + 1} of ${rounds}`);
  }
  return runs;
}

type Runs = ReadonlyMap<string, readonly Run[]>;

const titles: Record<string, string> = {
  bare: 'bare node:http, the same bytes',
  hot: 'GetData from memory',
  mixed: 'GetData, 1 % of the pages read anew',
  miss: 'GetData, each page read anew',
  express: 'plain Express + ioredis',
  webdis: 'webdis, ZREVRANGE of the same rows',
  fastapi: 'FastAPI + redis-py',
};

function sectionOf(runs: Runs, bytes: number, leftOut: readonly string[]): Section {
  /** The median of what it is round by round: what shakes the machine shakes both. */
  const ratio = (one: string, other: string, of: keyof Run = 'rate'): number =>
    median((runs.get(one) ?? []).map((run, round) => run[of] / (runs.get(other)?.[round]?.[of] ?? Number.NaN)));
  const median3 = (name: string): number[] =>
    (['rate', 'p50', 'p99'] as const).map((of) => median((runs.get(name) ?? []).map((run) => run[of])));
  const rates: Table = {
    head: ['', 'answers/s', 'p50 ms', 'p99 ms', '÷ bare'],
    rows: [...runs.keys()].map((name) => [
      titles[name] ?? `GetData, any page of ${name}, read anew`,
      ...median3(name).map(short),
      short(ratio(name, 'bare')),
    ]),
  };
  return {
    title: 'Reads',
    how: `One server at a time on one core, the clients (wrk, 32 connections) and Redis on the other; ten trades a page, ${bytes} bytes. ${SECONDS} s each, round by round in turn, backwards in every other round; medians of rounds, ratios of the same round. A row is added to each series every second.`,
    figures: [
      { name: 'hot GetData ÷ bare node:http', value: ratio('hot', 'bare'), target: { atLeast: 0.85 } },
      { name: 'hot GetData ÷ webdis', value: ratio('hot', 'webdis'), target: { atLeast: 1.8 } },
      { name: 'hot GetData ÷ FastAPI + redis-py', value: ratio('hot', 'fastapi'), target: { atLeast: 15 } },
      { name: 'missed GetData ÷ plain Express + ioredis', value: ratio('miss', 'express'), target: { atLeast: 1.5 } },
      { name: 'p99 latency, hot ÷ bare node:http', value: ratio('hot', 'bare', 'p99'), target: { atMost: 1.5 } },
      {
        name: 'any page of 100,000 rows ÷ of 1,000 rows',
        value: ratio('100000 rows', '1000 rows'),
        target: { atLeast: 0.9 },
      },
    ],
    tables: [rates],
    leftOut,
  };
}
