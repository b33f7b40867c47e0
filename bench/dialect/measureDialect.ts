import { setTimeout as wait } from 'node:timers/promises';
import { bindTo, canPin } from '../cores.ts';
import { type Contender, inTurn, median, type Runs, ratioOf } from '../reads/contenders.ts';
import { type Server, startApi, startBareNode, startPlainExpress } from '../reads/servers.ts';
import { has, INSTALL, installTools } from '../reads/tools.ts';
import { type Section, short } from '../results.ts';
import { withRedis } from '../withRedis.ts';
import { keepCandles } from './keepCandles.ts';

const TITLE = "Candles in Binance's dialect";
const CODE = 'btcusdt';
const PATH = '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=500';

const titles: Readonly<Record<string, string>> = {
  bare: 'bare node:http, the same bytes',
  hot: 'klines from memory',
  miss: 'klines, each read anew',
  express: 'plain Express + ioredis',
};

/** Answers of 500 candles a second, ours and those of others, on one core each. @param rounds how often each is asked */
export async function measureDialect(rounds: number, log: (line: string) => void): Promise<Section> {
  await installTools(log);
  if (!has.wrk()) {
    const leftOut = [`all of it: wrk, which asks, is not installed (${INSTALL}).`];
    return { title: TITLE, how: 'Not measured.', figures: [], tables: [], leftOut };
  }
  return withRedis(async (redis) => {
    bindTo('server', redis.pid);
    const candles = await keepCandles(await redis.open(), CODE);
    redis.onEnd(() => candles.stop());
    const ground = { directory: redis.directory, redisPort: redis.port };
    const start = async (starting: Promise<Server>): Promise<Server> => {
      const server = await starting;
      redis.onEnd(() => server.stop());
      return server;
    };
    const api = await start(startApi(ground, [CODE]));
    const answer = await firstAnswer(`${api.url}${PATH}`);
    const bytes = (await answer.clone().text()).length;
    const bare = await start(startBareNode(ground, answer));
    const plain = await start(startPlainExpress(ground, 'plainKlines'));
    const fresh = { path: PATH, missEvery: 1, missBy: 'endTime' } as const;
    const contenders: Contender[] = [
      { name: 'bare', server: bare, load: { path: PATH } },
      { name: 'hot', server: api, load: { path: PATH } },
      { name: 'miss', server: api, load: fresh },
      { name: 'express', server: plain, load: fresh },
    ];
    await checkAnswers(contenders);
    return sectionOf(await inTurn(contenders, rounds, (line) => log(`dialect: ${line}`)), bytes);
  });
}

/** At the end of a minute there is none for a moment. */
async function firstAnswer(url: string): Promise<Response> {
  for (let attempts = 0; ; attempts++) {
    const answer = await fetch(url);
    if (answer.ok) return answer;
    if (attempts === 20) throw new Error(`the API does not answer candles: ${await answer.text()}`);
    await wait(250);
  }
}

/** @throws Error where somebody does not answer 500 candles: then rates say nothing */
async function checkAnswers(contenders: readonly Contender[]): Promise<void> {
  for (const { name, server, load } of contenders) {
    const text = await (await firstAnswer(`${server.url}${load.path}`)).text();
    if (!/^\[(?:\[\d{13},(?:[^,\]]+,){10}"0"\],?){500}\]$/.test(text)) {
      throw new Error(`${name} does not answer 500 candles: ${text.slice(0, 300)}`);
    }
  }
}

function sectionOf(runs: Runs, bytes: number): Section {
  const ratio = ratioOf(runs);
  const medians = (name: string): number[] =>
    (['rate', 'p50', 'p99', 'cpu'] as const).map((of) => median((runs.get(name) ?? []).map((run) => run[of])));
  const rows = [...runs.keys()].map((name) => [
    titles[name] ?? name,
    ...medians(name).map(short),
    short(ratio(name, 'bare')),
  ]);
  return {
    title: TITLE,
    how: `${canPin() ? 'The server that is asked and Redis share one core, the clients have the other' : 'Cores could not be told apart here: servers and clients share them'}: wrk, 32 connections. 500 candles, ${bytes} bytes. 1 s each, round by round in turn, backwards in every other one; medians of ${runs.get('hot')?.length} rounds, ratios of one round. The candle that forms changes four times a second. CPU is that of the server alone, an answer.`,
    figures: [
      {
        name: 'klines of 500 rows from memory ÷ bare node:http',
        value: ratio('hot', 'bare'),
        target: { atLeast: 0.8 },
      },
      {
        name: 'klines of 500 rows read anew ÷ plain Express + ioredis',
        value: ratio('miss', 'express'),
        target: { atLeast: 3 },
      },
    ],
    tables: [{ head: ['', 'answers/s', 'p50 ms', 'p99 ms', 'CPU μs', '÷ bare'], rows }],
    leftOut: [],
  };
}
