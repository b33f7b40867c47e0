import { setTimeout as wait } from 'node:timers/promises';
import { enabledCollectors } from '../../config/enabledCollectors.ts';
import { percentile } from '../../rig/figures.ts';
import type { Worlds } from '../../rig/openWorlds.ts';
import type { World } from '../../rig/world.ts';
import { bindTo } from '../cores.ts';
import { type Figure, type Section, short, type Table } from '../results.ts';
import { awaitFreshKeys, awaitHistory, keysOf, type WatchedKey, watchAges } from '../watchKeys.ts';
import { type Counts, createCaller, dialectResults, flood, since } from './callers.ts';
import type { Had, Order } from './program/bots.ts';
import { type Bots, startBots } from './startBots.ts';

const PAIRS = 50;
const LISTED = 3_600;
const BOTS = 10;
const EVERY_MS = 5_000;
const FRESH_WITHIN_S = 300;
/** What ccxt asks for where it is not told otherwise; the history of so many has to be there before bots begin. */
const ROWS = 500;
const FULL_WITHIN_S = 600;
/** The timeframes of the bots that are collected, minutes. */
const COLLECTED: readonly number[] = [5, 60];
/** What a request of candles weighs on the spot market. */
const KLINES_WEIGHT = 2;
/** How long the first round may take, in which nothing is known yet, s. */
const FIRST_ROUND_S = 60;

/** What was seen of a phase. */
interface Phase {
  readonly had: Had;
  readonly results: Counts;
  readonly seconds: number;
  /** Of what is confirmed each second: the 99th percentile of the oldest feed, ms. */
  readonly age: number;
  /** Requests for candles that have reached the exchange, whoever sent them. */
  readonly reached: number;
}

interface Bench {
  readonly world: World;
  readonly bots: Bots;
  readonly symbols: readonly string[];
  readonly keys: readonly WatchedKey[];
}

/** Bots that ask the API in place of Binance. @param seconds how long each phase takes */
export async function measureBots(worlds: Worlds, seconds: number, log: (line: string) => void): Promise<Section> {
  const say = (line: string): void => log(`bots: ${line}`);
  say('starting');
  const world = await worlds.open({ pairs: PAIRS, listed: LISTED, transport: 'stream', processes: 'market' });
  try {
    for (const { name, process } of world.processes.values())
      bindTo(name === 'exchange' ? 'clients' : 'server', process()?.pid ?? 0);
    const startedAt = Date.now();
    const codes = world.config().pairs;
    const keys = keysOf(enabledCollectors(world.config()), codes, ({ row }) => (row.streams ? 1 : row.everySeconds));
    const fresh = await awaitFreshKeys({ store: world.store, keys, startedAt }, FRESH_WITHIN_S);
    say(`fresh after ${Math.max(...fresh.values()).toFixed(1)} s`);
    const candles = keys.filter(
      ({ collector: { interval } }) => interval !== undefined && COLLECTED.includes(interval),
    );
    const full = await awaitHistory({ store: world.store, keys: candles, startedAt }, () => ROWS, FULL_WITHIN_S);
    say(`candles complete after ${full.toFixed(1)} s`);
    const bots = await startBots(world.apiUrl, BOTS);
    try {
      const symbols = codes.map((code) => code.toUpperCase().replace(/USDT$/, '/USDT'));
      const bench = { world, bots, symbols, keys: keys.filter(({ period }) => period === 1) };
      return await measure(bench, seconds, say);
    } finally {
      await bots.close();
    }
  } finally {
    await world.close();
  }
}

async function measure(bench: Bench, seconds: number, say: (line: string) => void): Promise<Section> {
  const { symbols } = bench;
  const order = { symbols, everyMs: EVERY_MS };
  const collected = await phase(bench, { ...order, timeframes: ['5m', '1h'] }, seconds);
  say(`collected timeframes: ${told(collected)}`);
  const longer = { ...order, timeframes: ['4h'], limit: ROWS };
  const first = await phase(bench, longer, FIRST_ROUND_S);
  say(`4h, the first round: ${told(first)}`);
  const further = await phase(bench, longer, seconds);
  say(`4h, further ones: ${told(further)}`);
  const all = { ...order, timeframes: ['5m', '1h', '4h'], limit: ROWS };
  const quiet = await phase(bench, all, seconds);
  say(`all: ${told(quiet)}`);
  const others = askNow(bench);
  const endFlood = flood(
    bench.world.apiUrl,
    symbols.map((symbol) => symbol.replace('/', '')),
  );
  const flooded = await phase(bench, all, seconds);
  const statuses = await endFlood();
  const refused = await others();
  say(`all, beside a flood: ${told(flooded)}; the flood had ${JSON.stringify(statuses)}`);
  return {
    title: 'Bots in place of Binance',
    how: `${BOTS} ccxt bots × ${PAIRS} pairs; each asks for all its candles each ${EVERY_MS / 1000} s, for ${seconds} s, of the API in front of the simulator, which lists ${LISTED} symbols. Everything collected comes by streams. The exchange and the bots have one core, all others the other. What was asked of the exchange for callers is what the API has counted as \`passed\`. The flood asks over 20 connections without a pause, from an address of its own, for candles by another clock, each that nobody has asked for; beside it a third address asks once a second for candles of 4 hours that are not in memory.`,
    figures: figuresOf({ collected, further, quiet, flooded, refused }),
    tables: [tableOf({ collected, first, further, quiet, flooded })],
    leftOut: [],
  };
}

/** Another caller, of an address of its own, who asks once a second for what the exchange has to be asked for. @returns ends it, and tells refusals */
function askNow({ world }: Bench): () => Promise<number> {
  const caller = createCaller(world.apiUrl, '127.0.0.3', 1);
  let [isStopped, refused] = [false, 0];
  const asking = (async () => {
    for (let round = 0; !isStopped; round++) {
      const status = await caller.klines({
        symbol: 'BTCUSDT',
        interval: '4h',
        endTime: 1_700_000_000_000 + round,
        limit: 3,
      });
      if (status !== 200) refused += 1;
      await wait(1_000);
    }
  })();
  return async () => {
    isStopped = true;
    await asking;
    caller.close();
    return refused;
  };
}

const KLINES = '/api/v3/klines';

async function phase({ world, bots, keys }: Bench, order: Order, seconds: number): Promise<Phase> {
  const before = await dialectResults(world.apiUrl);
  await world.exchange.resetStats();
  bots.start(order);
  const ages = await watchAges({ store: world.store, keys }, seconds);
  const had = await bots.stop();
  const results = since(before, await dialectResults(world.apiUrl));
  const { byPath } = await world.exchange.stats();
  const age = Math.max(...[...ages.values()].map((values) => percentile(values, 0.99)));
  return { had, results, seconds, age, reached: byPath[KLINES] ?? 0 };
}

const passed = ({ results }: Phase): number => results.passed ?? 0;
const errorsOf = ({ had }: Phase): number => Object.values(had.errors).reduce((sum, count) => sum + count, 0);
/** Ccxt's names of 429 and 418. */
const refusals = ({ had }: Phase): number => (had.errors.DDoSProtection ?? 0) + (had.errors.RateLimitExceeded ?? 0);
const told = (seen: Phase): string =>
  `asked ${seen.had.asked}, passed ${passed(seen)}, errors ${JSON.stringify(seen.had.errors)}, age ${short(seen.age / 1000)} s`;

type Phases = Readonly<Record<'collected' | 'further' | 'quiet' | 'flooded', Phase>>;

function figuresOf({ collected, further, quiet, flooded, refused }: Phases & { readonly refused: number }): Figure[] {
  return [
    {
      name: `${BOTS} bots, 2 collected timeframes: asked of the exchange ÷ asked`,
      value: passed(collected) / collected.had.asked,
      target: { atMost: 0.01 },
    },
    { name: 'the same: answers 429 to bots', value: refusals(collected), target: { atMost: 0 } },
    { name: 'the same: other errors', value: errorsOf(collected) - refusals(collected), target: { atMost: 0 } },
    {
      name: '4h, limit 500: weight a minute for callers, after the first round',
      value: (passed(further) * KLINES_WEIGHT * 60) / further.seconds,
      target: { atMost: 200 },
    },
    { name: 'the same: errors', value: errorsOf(further), target: { atMost: 0 } },
    {
      name: 'age of live feeds beside a flooding caller, p99, ÷ without it',
      value: flooded.age / quiet.age,
      target: { atMost: 1.25 },
    },
    { name: 'refusals of the other callers beside it', value: errorsOf(flooded) + refused, target: { atMost: 0 } },
  ];
}

const tableOf = (phases: Phases & { readonly first: Phase }): Table => ({
  head: [
    '',
    's',
    'asked',
    'passed',
    'candles asked of the exchange by anybody',
    'errors',
    'answer p50 ms',
    'p99 ms',
    'oldest feed p99 s',
  ],
  rows: (
    Object.entries({
      '5m and 1h': phases.collected,
      '4h, first round': phases.first,
      '4h, further': phases.further,
      '5m, 1h and 4h': phases.quiet,
      'the same beside a flood': phases.flooded,
    }) as [string, Phase][]
  ).map(([name, seen]) => [
    name,
    String(seen.seconds),
    ...[seen.had.asked, passed(seen), seen.reached, errorsOf(seen)].map(String),
    ...[0.5, 0.99].map((share) => short(percentile(seen.had.took, share))),
    short(seen.age / 1000),
  ]),
});
