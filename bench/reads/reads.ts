import { bindTo, canPin } from '../cores.ts';
import { type Section, short, type Table } from '../results.ts';
import { withRedis } from '../withRedis.ts';
import { type Contender, inTurn, median, type Runs, ratioOf } from './contenders.ts';
import { keepTrades, type Trades } from './rows.ts';
import { type Server, startApi, startBareNode, startFastApi, startPlainExpress, startWebdis } from './servers.ts';
import { has, INSTALL, installTools } from './tools.ts';

const TITLE = 'Reads';
const CODE = 'btcusdt';

/** The first has the rows that all are compared on. */
const series: readonly Trades[] = [
  { code: CODE, count: 1_000 },
  { code: 'ethusdt', count: 10_000 },
  { code: 'etcusdt', count: 100_000 },
];
const pathOf = (code: string): string => `/GetData?type=trades&code=${code}`;

/** Answers a second, ours and those of others, on one core each. @param rounds how often each is asked */
export async function measureReads(rounds: number, log: (line: string) => void): Promise<Section> {
  await installTools(log);
  if (!has.wrk()) {
    const leftOut = [`all of it: wrk, which asks, is not installed (${INSTALL}).`];
    return { title: TITLE, how: 'Not measured.', figures: [], tables: [], leftOut };
  }
  return withRedis(async (redis) => {
    bindTo('server', redis.pid);
    const trades = await keepTrades(await redis.open(), series);
    redis.onEnd(() => trades.stop());
    const ground = { directory: redis.directory, redisPort: redis.port };
    const start = async (starting: Promise<Server>): Promise<Server> => {
      const server = await starting;
      redis.onEnd(() => server.stop());
      return server;
    };

    const api = await start(
      startApi(
        ground,
        series.map(({ code }) => code),
      ),
    );
    const page = await fetch(`${api.url}${pathOf(CODE)}`);
    const text = await page.clone().text();
    const bytes = text.length;
    const bare = await start(startBareNode(ground, page));
    const plainest = new Response(text, {
      headers: { 'content-type': 'application/json', 'content-length': `${bytes}` },
    });
    const two = await start(startBareNode(ground, plainest, 'two'));
    const plain = await start(startPlainExpress(ground));
    const contenders: Contender[] = [
      { name: 'two', server: two, load: { path: pathOf(CODE) } },
      { name: 'bare', server: bare, load: { path: pathOf(CODE) } },
      { name: 'hot', server: api, load: { path: pathOf(CODE) } },
      { name: 'mixed', server: api, load: { path: pathOf(CODE), missEvery: 100 } },
      { name: 'miss', server: api, load: { path: pathOf(CODE), missEvery: 1 } },
      { name: 'express', server: plain, load: { path: pathOf(CODE), missEvery: 1 } },
    ];
    const leftOut: string[] = [];
    if (!has.webdis()) leftOut.push(`webdis, which is not installed (${INSTALL}).`);
    else {
      const load = { path: `/ZREVRANGE/spot:%7B${CODE}%7D:trades/0/9` };
      contenders.push({ name: 'webdis', server: await start(startWebdis(ground)), load });
    }
    if (!has.fastApi()) leftOut.push(`FastAPI, which is not installed (${INSTALL}).`);
    else contenders.push({ name: 'fastapi', server: await start(startFastApi(ground)), load: { path: pathOf(CODE) } });
    await checkAnswers(contenders);
    for (const { code, count } of series) {
      const load = { path: pathOf(code), missEvery: 1, pages: count / 10 };
      contenders.push({ name: `${count.toLocaleString('en-US')} rows`, server: api, load });
    }
    return sectionOf(await inTurn(contenders, rounds, (line) => log(`reads: ${line}`)), bytes, leftOut);
  });
}

/** @throws Error where somebody does not answer ten trades: then rates say nothing */
async function checkAnswers(contenders: readonly Contender[]): Promise<void> {
  for (const { name, server, load } of contenders) {
    const text = await (await fetch(`${server.url}${load.path}`)).text();
    const rows = name === 'webdis' ? /"ZREVRANGE":\[(?:"\[.*?\]",?){10}\]/ : /"data":\[(?:\{"id":7\d{6},.*?\},?){10}\]/;
    if (!rows.test(text)) throw new Error(`${name} does not answer ten rows: ${text.slice(0, 300)}`);
  }
}

const titles: Record<string, string> = {
  two: 'bare node:http, the same body with two headers',
  bare: 'bare node:http, the same bytes',
  hot: 'GetData from memory',
  mixed: 'GetData, 1 % of the pages read anew',
  miss: 'GetData, each page read anew',
  express: 'plain Express + ioredis',
  webdis: 'webdis, ZREVRANGE of the same rows',
  fastapi: 'FastAPI + redis-py',
};

function sectionOf(runs: Runs, bytes: number, leftOut: readonly string[]): Section {
  const ratio = ratioOf(runs);
  const medians = (name: string): number[] =>
    (['rate', 'p50', 'p99', 'cpu'] as const).map((of) => median((runs.get(name) ?? []).map((run) => run[of])));
  const rates: Table = {
    head: ['', 'answers/s', 'p50 ms', 'p99 ms', 'CPU μs', '÷ bare'],
    rows: [...runs.keys()].map((name) => [
      titles[name] ?? `GetData, any page of ${name}, read anew`,
      ...medians(name).map(short),
      short(ratio(name, 'bare')),
    ]),
  };
  return {
    title: TITLE,
    how: `${canPin() ? 'The server that is asked and Redis share one core, the clients have the other' : 'Cores could not be told apart here: servers and clients share them'}: wrk, 32 connections. Ten trades a page, ${bytes} bytes. 1 s each, round by round in turn, backwards in every other one; medians of ${runs.get('hot')?.length} rounds, ratios of one round. A row is added to each series every second. CPU is that of the server alone, an answer.`,
    figures: [
      { name: 'hot GetData ÷ bare node:http with two headers', value: ratio('hot', 'two'), target: { atLeast: 0.85 } },
      { name: 'hot GetData ÷ bare node:http, the same bytes', value: ratio('hot', 'bare'), target: { atLeast: 0.85 } },
      { name: 'hot GetData ÷ webdis', value: ratio('hot', 'webdis'), target: { atLeast: 1.8 } },
      { name: 'hot GetData ÷ FastAPI + redis-py', value: ratio('hot', 'fastapi'), target: { atLeast: 15 } },
      { name: 'missed GetData ÷ FastAPI + redis-py', value: ratio('miss', 'fastapi') },
      { name: 'missed GetData ÷ plain Express + ioredis', value: ratio('miss', 'express'), target: { atLeast: 1.5 } },
      { name: 'p99 latency, hot ÷ bare node:http', value: ratio('hot', 'bare', 'p99'), target: { atMost: 1.5 } },
      {
        name: 'any page of 100,000 rows ÷ of 1,000 rows',
        value: ratio('100,000 rows', '1,000 rows'),
        target: { atLeast: 0.9 },
      },
    ],
    tables: [rates],
    leftOut,
  };
}
