import { setTimeout as wait } from 'node:timers/promises';
import { openCrowd } from '../callers/crowd.ts';
import type { World } from '../world.ts';
import { awaitThat, orderPause } from './faults.ts';
import type { Scenario } from './scenario.ts';
import { sharedKills, start } from './scenarios.ts';
import { SILENCE_WITH_PINGS_MS, strike, strikeOpen } from './streamFaults.ts';

const PAUSE_MS = 5_000;
/** Shorter than what a link takes for dead, ms. */
const SHORT_PAUSE_MS = 1_500;
const FRAMES_MS = 2_000;
const BAN_S = 10;
const SLOW = 5;
const SLOW_WITHIN_MS = 120_000;
const IDLE = 2_000;
const IDLE_MS = 10_000;
const IDLE_BACK_MS = 30_000;
const STORMING = 50;
const UNRESTRAINED = 5;
const STORM_MS = 12_000;

const pausing = (name: 'relay' | 'api', ms: number, more: Partial<Scenario> = {}): Scenario => ({
  name: `pause-${name}`,
  what: `SIGSTOP of the ${name === 'api' ? 'API' : name} for ${ms / 1000} s`,
  async act(world) {
    await world.exchange.clear();
    world.process(name).freeze();
    await wait(ms);
    world.process(name).thaw();
    return world.now();
  },
  ...more,
});

const own: readonly Scenario[] = [
  {
    name: 'cut',
    what: 'all sockets of the exchange are reset',
    async act(world) {
      await strike(world, { kind: 'stream-reset' });
      return world.now();
    },
  },
  {
    name: 'closed',
    what: 'the exchange closes all sockets',
    async act(world) {
      await strike(world, { kind: 'stream-close' });
      return world.now();
    },
  },
  {
    name: 'half-open',
    what: 'sockets of the exchange that neither send nor answer any more; it counts from when that must have been found out',
    async act(world) {
      await strikeOpen(world, { kind: 'stream-half-open' });
      await wait(SILENCE_WITH_PINGS_MS);
      return world.now();
    },
  },
  {
    name: 'frames',
    what: 'each tenth of a second something comes in the place of an event that cannot be read, on both markets',
    async act(world) {
      await world.exchange.clear();
      const until = performance.now() + FRAMES_MS;
      while (performance.now() < until) {
        for (const market of ['spot', 'usdm'] as const)
          await world.exchange.inject({
            kind: 'stream-frame',
            frame: 'garbage',
            market,
            stream: '@depth@100ms',
            times: 1,
          });
        await wait(100);
      }
      await world.exchange.clear();
      return world.now();
    },
  },
  pausing('relay', PAUSE_MS),
  pausing('relay', SHORT_PAUSE_MS, { name: 'pause-relay-shortly', keepsCallers: true }),
  pausing('api', PAUSE_MS),
  {
    name: 'reload-api',
    what: 'SIGTERM of the API, which is started again',
    async act(world) {
      await world.process('api').reload();
      return world.now();
    },
  },
  {
    name: 'ban',
    what: `418 for ${BAN_S} s, and all sockets of the exchange are reset meanwhile`,
    async act(world) {
      await world.exchange.clear();
      const end = await orderPause(world, 418, BAN_S);
      await world.exchange.inject({ kind: 'stream-reset' });
      return end;
    },
  },
  {
    name: 'slow-callers',
    what: `${SLOW} callers who follow much and read nothing are closed; nobody else is`,
    keepsCallers: true,
    act: slowCallers,
  },
  {
    name: 'idle-callers',
    what: `${IDLE} callers who each follow a stream on which nothing comes, for ${IDLE_MS / 1000} s; then all sockets of the exchange are reset`,
    act: idleCallers,
  },
  {
    name: 'storm-of-messages',
    what: `${STORMING} callers who subscribe and leave all the time, and ${UNRESTRAINED} without restraint, for ${STORM_MS / 1000} s`,
    keepsCallers: true,
    act: storm,
  },
];

/** Faults as those meet them who follow streams by our API. */
export const callerScenarios: readonly Scenario[] = [
  start,
  ...[
    ...own,
    ...sharedKills.filter(({ name }) => ['kill-api', 'kill-relay'].includes(name)),
    ...sharedKills.filter(({ name }) => name === 'kill-redis').map((scenario) => ({ ...scenario, keepsCallers: true })),
  ].map((scenario) => ({ ...scenario, name: `callers-${scenario.name}` })),
];

const socketsOf = ({ apiUrl }: World): string => apiUrl.replace(/^http/, 'ws');

/** All pairs of spot that the exchange lists. */
async function allCodes({ apiUrl }: World): Promise<string[]> {
  const response = await fetch(`${apiUrl}/api/v3/ticker/price`);
  return ((await response.json()) as { readonly symbol: string }[]).map(({ symbol }) => symbol.toLowerCase());
}

async function slowCallers(world: World): Promise<number> {
  await world.exchange.clear();
  const kinds = ['depth20@100ms', 'depth@100ms', 'depth10@100ms', 'bookTicker', 'ticker', 'kline_1s'];
  const streams = (await allCodes(world)).slice(0, 40).flatMap((code) => kinds.map((kind) => `${code}@${kind}`));
  const before = await slowEnds(world);
  const crowd = await openCrowd({
    many: SLOW,
    urlOf: () => `${socketsOf(world)}/stream?streams=${streams.join('/')}`,
    onOpen: (socket) => socket.pause(),
  });
  try {
    const areClosed = async (): Promise<boolean> => (await slowEnds(world)) - before >= SLOW;
    await awaitThat(`${SLOW} callers that are closed, since they read nothing`, areClosed, SLOW_WITHIN_MS);
  } finally {
    crowd.close();
  }
  return world.now();
}

/** How many callers' sockets have ended because they read too slowly. */
async function slowEnds({ apiUrl }: World): Promise<number> {
  const text = await (await fetch(`${apiUrl}/metrics`)).text();
  const counts = [...text.matchAll(/sockets_ended_total\{[^}]*cause="slow"[^}]*\} (\d+)/g)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

async function idleCallers(world: World): Promise<number> {
  await world.exchange.clear();
  const codes = world.pairs();
  const crowd = await openCrowd({
    many: IDLE,
    urlOf: (number) => `${socketsOf(world)}/ws/${codes[number % codes.length]}@blockTrade`,
    againMs: 500,
  });
  try {
    await wait(IDLE_MS);
    if (crowd.open() < IDLE) throw new Error(`${IDLE - crowd.open()} idle callers were closed`);
    await strike(world, { kind: 'stream-reset' });
    const end = world.now();
    await awaitThat('idle callers that are closed', async () => crowd.closedWith(1001) >= IDLE, 10_000);
    await awaitThat('idle callers that are back', async () => crowd.open() === IDLE, IDLE_BACK_MS);
    process.stderr.write(`(all ${IDLE} back after ${((world.now() - end) / 1000).toFixed(1)} s) `);
    return end;
  } finally {
    crowd.close();
  }
}

async function storm(world: World): Promise<number> {
  await world.exchange.clear();
  const codes = (await allCodes(world)).slice(0, 30);
  const kinds = [
    'trade',
    'aggTrade',
    'miniTicker',
    'ticker',
    'bookTicker',
    'kline_1m',
    'depth5',
    'avgPrice',
    'nothing',
  ];
  const some = (): string[] => Array.from({ length: 10 }, () => `${anyOf(codes)}@${anyOf(kinds)}`);
  const message = (method: string, id: number): string => JSON.stringify({ method, params: some(), id });
  const url = `${socketsOf(world)}/ws`;
  const timers: NodeJS.Timeout[] = [];
  const storming = await openCrowd({
    many: STORMING,
    urlOf: () => url,
    onOpen(socket) {
      let id = 0;
      const next = (): void => socket.send(message(id % 2 === 0 ? 'SUBSCRIBE' : 'UNSUBSCRIBE', id++));
      timers.push(setInterval(next, 250));
    },
  });
  const unrestrained = await openCrowd({
    many: UNRESTRAINED,
    urlOf: () => url,
    onOpen(socket) {
      for (let id = 0; id < 500; id += 1) socket.send(message('SUBSCRIBE', id));
    },
  });
  try {
    await wait(STORM_MS);
    if (storming.open() < STORMING) throw new Error(`${STORMING - storming.open()} who kept to the limit were closed`);
    if (unrestrained.closedWith(1008) < UNRESTRAINED) throw new Error('who kept to no limit was not closed');
  } finally {
    for (const timer of timers) clearInterval(timer);
    storming.close();
    unrestrained.close();
  }
  return world.now();
}

const anyOf = <Value>(all: readonly Value[]): Value => all[Math.floor(Math.random() * all.length)] as Value;
