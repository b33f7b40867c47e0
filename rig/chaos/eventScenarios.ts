import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type BadFrame, badFrames, type StreamFault } from '../../simulator/streamFault.ts';
import type { StreamStats } from '../../simulator/streams/streamStats.ts';
import { readCommand } from '../../store/redis/commands.ts';
import { changesChannel, dataKey, metaKey } from '../../store/redis/keys.ts';
import { outrun } from '../outrun.ts';
import { pairName, targetsOf } from '../targets.ts';
import { readSample } from '../watcher.ts';
import type { World } from '../world.ts';
import { awaitThat } from './faults.ts';
import { mustBeFresh } from './operationScenarios.ts';
import type { Scenario } from './scenario.ts';
import { allowLag, counted, outOfStep, streamStats, streamsWith, strike } from './streamFaults.ts';

const EVENTS_MS = 8_000;
/** A stream that is silent while others speak is found out, and its pair served otherwise, within this time, ms. */
const FOUND_WITHIN_MS = 30_000;
/** A trade is told within this time, ms. */
const TOLD_MS = 1_000;
/** REST tells what is not older than this, ms. */
const LOOKED_BACK_MS = 5_000;
/** So long may an event wait for the next one of its stream, ms. */
const SWAP_LAG_MS = 10_000;
const FRAME_MS = 1_500;
const UNSENT_MS = 15_000;

/** What others tell, and a stream has not, is missed after this, ms. */
const LACKS_MS = 9_000;
/** The same of a stream that has told nothing itself. */
const UNPROVEN_LACKS_MS = 5_500;
/** What a stream has missed is there so long after it has told the next trade, ms. */
const RELISTED_MS = 2_000;
/** Trades, and what is made of them. */
const ofTrades = ['trades', 'price', 'klines'];

/** @param lagMs how late an event may come */
const events = (name: string, what: string, lagMs: number, ...faults: StreamFault[]): Scenario => ({
  name,
  what,
  async act(world) {
    allowLag(world, lagMs);
    await streamsWith(world, faults, EVENTS_MS);
    // What was held back has come.
    await wait(lagMs);
    return world.now();
  },
});

/** What comes over streams that live. */
export const eventScenarios: Scenario[] = [
  silent('silent-trades', '@aggTrade', ofTrades),
  silent('silent-tops', '@bookTicker', ['book-ticker']),
  {
    name: 'unsent',
    what: `trades are accepted anew and never sent, for ${UNSENT_MS / 1000} s`,
    // A stream of a quiet pair that was accepted meanwhile is found out by the next trade.
    lingers: true,
    async act(world) {
      const faults = [{ kind: 'stream-unsent', stream: '@aggTrade' }, { kind: 'stream-reset' }] as const;
      allowLag(world, UNPROVEN_LACKS_MS, ofTrades);
      const before = await counted(world, 'events');
      const end = await streamsWith(world, faults, UNSENT_MS);
      await awaitThat('events again', async () => (await counted(world, 'events')) > before, 5_000);
      return end;
    },
  },
  events('double', 'each event comes twice', 0, { kind: 'stream-double' }),
  events('swap', 'each second event comes after the one that follows it', SWAP_LAG_MS, { kind: 'stream-swap' }),
  events('slow', 'each event comes 1.5 s late', 2_000, { kind: 'stream-slow', delayMs: 1_500 }),
  {
    name: 'book-gap',
    what: 'a change of each book is left out while snapshots take 1.5 s: all say that they are out of step',
    async act(world) {
      const { market } = world;
      await strike(world, { kind: 'stream-gap', market, stream: '@depth@100ms', times: world.pairs().length * 2 });
      await world.exchange.inject({ kind: 'delay', market, path: 'depth', delayMs: 1_500 });
      await awaitThat('books that say so', async () => (await outOfStep(world)) > 0, 3_000);
      await world.exchange.clear();
      return world.now();
    },
  },
  {
    name: 'missing-trades',
    what: 'a trade of each pair is left out',
    async act(world) {
      await world.exchange.clear();
      allowLag(world, LACKS_MS, ofTrades);
      const { market } = world;
      for (const code of world.pairs()) {
        const symbol = code.toUpperCase();
        await world.exchange.inject({ kind: 'stream-gap', market, symbol, stream: '@aggTrade', times: 1 });
      }
      await awaitThat('trades to be left out', async () => (await world.exchange.faults()) === 0, 90_000);
      return world.now();
    },
  },
  {
    name: 'bad-frames',
    what: `${badFrames.length} kinds of frames that are none of the exchange's, each for ${FRAME_MS / 1000} s`,
    async act(world) {
      // Whose event it was nobody knows: what lacks it is found out by others.
      allowLag(world, FOUND_WITHIN_MS);
      for (const frame of badFrames) await streamsWith(world, [badFrame(frame)], FRAME_MS);
      return world.now();
    },
  },
  {
    name: 'late-confirm',
    what: 'a confirmation by a writer that does not know what is stored',
    async act(world) {
      await world.exchange.clear();
      await lateConfirm(world);
      return world.now();
    },
  },
  {
    name: 'delist-streamed',
    what: 'a pair delisted for 10 s and listed again, noticed by an edit of CONFIG.json; the others stay fresh',
    async act(world) {
      await world.exchange.clear();
      const [code, ...others] = world.pairs().toReversed();
      if (code === undefined || others.length === 0) throw new Error('needs two pairs');
      world.untold.add(pairName(world.market, code));
      await world.exchange.delist(world.market, code);
      await wait(10_000);
      await mustBeFresh(world, others, 3_000);
      await world.exchange.setStatus(world.market, code, 'TRADING');
      const { level } = world.config().log;
      world.configure({ log: { level: level === 'info' ? 'warn' : 'info' } });
      void untilToldAgain(world, code);
      return world.now();
    },
  },
  {
    name: 'add-pair',
    what: 'a pair added to CONFIG.json and taken away again: all sockets and subscriptions of the others stay',
    act: addPair,
  },
];

/** Five megabytes each are enough with a few. */
const badFrame = (frame: BadFrame): StreamFault => ({
  kind: 'stream-frame',
  frame,
  ...(frame === 'huge' && { times: 5 }),
});

/** The pair with the most trades in the last minute. */
function busiest({ pairs, truths, market, now }: World): string {
  const trades = (code: string): number => truths[market].tradeTimes(code, now() - 60_000, now()).length;
  return pairs().toSorted((one, other) => trades(other) - trades(one))[0] ?? '';
}

/** Until a pair has traded, and that was told. */
async function awaitTrade({ truths, market, now }: World, code: string): Promise<void> {
  const last = (): number => truths[market].lastTradeId(code, now() - TOLD_MS);
  const before = truths[market].lastTradeId(code, now());
  await awaitThat(`a trade of ${code}`, async () => last() > before, 60_000);
}

/** What was traded while a pair was away its streams have not told: the first trade after that shows it. */
async function untilToldAgain(world: World, code: string): Promise<void> {
  await awaitTrade(world, code).catch(() => undefined);
  await wait(RELISTED_MS);
  world.untold.delete(pairName(world.market, code));
}

/** One stream of a pair says nothing for 45 s. */
function silent(name: string, stream: string, feeds: readonly string[]): Scenario {
  return {
    name,
    what: `${stream} of one pair is silent for 45 s; found, and served otherwise, within ${FOUND_WITHIN_MS / 1000} s`,
    async act(world) {
      await world.exchange.clear();
      const { market } = world;
      const truth = world.truths[market];
      const code = busiest(world);
      // A stream that has not spoken yet is served otherwise anyway.
      await awaitTrade(world, code);
      const targets = targetsOf(world.config(), { market, codes: [code] }).filter(({ collector }) =>
        feeds.includes(collector.feed),
      );
      allowLag(world, FOUND_WITHIN_MS, feeds, [code]);
      await strike(world, { kind: 'stream-silent', market, stream: `${code}${stream}`, symbol: code.toUpperCase() });
      const began = performance.now();
      // What was told before the fault must not count.
      await wait(2 * LOOKED_BACK_MS);
      const isServed = async (): Promise<boolean> => {
        const samples = await Promise.all(targets.map((target) => readSample(world, target)));
        const since = world.now() - LOOKED_BACK_MS;
        if (truth.lastTradeId(code, since) === truth.lastTradeId(code, world.now() - 2 * LOOKED_BACK_MS)) return false;
        return targets.every((target, index) => {
          const sample = samples[index];
          return sample != null && outrun(truth, target, sample, since, world.now()) === undefined;
        });
      };
      await awaitThat(`${feeds.join(', ')} of ${code}, as they are`, isServed, FOUND_WITHIN_MS - 2 * LOOKED_BACK_MS);
      process.stderr.write(`(served after ${((performance.now() - began) / 1000).toFixed(1)} s) `);
      await wait(Math.max(0, began + 45_000 - performance.now()));
      await world.exchange.clear();
      return world.now();
    },
  };
}

/** @throws Error where it was believed */
async function lateConfirm(world: World): Promise<void> {
  const [code = ''] = world.pairs();
  for (const [feed, isSeries] of [
    ['depth', false],
    ['trades', true],
  ] as const) {
    const key = dataKey(world.market, code, feed);
    const meta = await world.store.redis.hgetall(metaKey(key));
    const by = [changesChannel(world.store.db), meta.fence ?? '', meta.source ?? ''];
    const known = [Number(meta.version) - 1, Number(meta.asOf) + 5_000, isSeries ? '1' : '0'];
    // As the programs under test have it.
    const lua = readCommand(path.join(world.dist, 'store/commands'), 'confirm-n');
    const [isConfirmed] = (await world.store.redis.eval(lua, 2, key, metaKey(key), ...by, ...known)) as number[];
    if (isConfirmed === 1) throw new Error(`${key} was confirmed by a writer that knows another version`);
  }
}

/** Once no stream was followed or left for a while: those of the fault before may still be. */
async function standingStats(world: World): Promise<StreamStats> {
  let stats = await streamStats(world);
  const stand = async (): Promise<boolean> => {
    const { subscriptions } = stats;
    await wait(1_500);
    stats = await streamStats(world);
    return stats.subscriptions === subscriptions;
  };
  await awaitThat('subscriptions to stand', stand, 15_000);
  return stats;
}

async function addPair(world: World, over: (end: number) => void): Promise<number> {
  await world.exchange.clear();
  const pairs = world.pairs();
  const added = 'ltcusdt';
  const [before, lost] = [await standingStats(world), await counted(world, 'lostSteps')];
  world.setPairs([...pairs, added]);
  const key = dataKey(world.market, added, 'trades');
  await awaitThat(`${added} to be collected`, async () => (await world.store.redis.exists(key)) === 1, 10_000);
  const isFollowed = async (): Promise<boolean> => (await streamStats(world)).subscriptions > before.subscriptions;
  await awaitThat(`streams of ${added}`, isFollowed, 10_000);
  await mustBeFresh(world, pairs, 3_000);
  const after = await streamStats(world);
  world.setPairs(pairs);
  const end = world.now();
  over(end);
  await awaitThat(`the data of ${added} to be removed`, async () => !(await world.store.redis.exists(key)), 15_000);
  const isLeft = async (): Promise<boolean> => (await streamStats(world)).subscriptions === before.subscriptions;
  await awaitThat(`${before.subscriptions} subscriptions, as before`, isLeft, 10_000);
  if (after.attempts > before.attempts) throw new Error(`${after.attempts - before.attempts} sockets were opened`);
  if ((await counted(world, 'lostSteps')) > lost) throw new Error('a book has lost its step');
  return end;
}
