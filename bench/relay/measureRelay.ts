import { setTimeout as wait } from 'node:timers/promises';
import { memoryOf } from '../memory.ts';
import { median } from '../reads/contenders.ts';
import { type Figure, type Section, short, type Table } from '../results.ts';
import { playedStreams } from '../streams/sender/playedPair.ts';
import { whyNoRecording } from '../streams/sender/recording.ts';
import { withRedis } from '../withRedis.ts';
import { type RelayWorld, type Served, startRelayWorld } from './relayWorld.ts';
import { type Readers, startReaders } from './startReaders.ts';
import { lateness, missingAtEnd, perCoreSecond, settle, type Watched, watch } from './watch.ts';

const PAIRS = 100;
const SOCKETS = 200;
const STREAMS_EACH = 20;
const GROUPS = (PAIRS * playedStreams.length) / STREAMS_EACH;
const CALLERS = SOCKETS / GROUPS;
const ROUNDS = 3;
const IDLE = 2_000;
/** Callers that follow all streams, and read them or not. */
const GREEDY = 3;
/** Until what opening sockets has left behind is cleared away. */
const IDLE_MS = 5_000;
const MB = 2 ** 20;

/** What a stream that says nothing is called. */
const SILENT = 'blockTrade';

/** Streams handed on to callers. @param seconds for which they are watched, of all rounds together */
export async function measureRelay(seconds: number, log: (line: string) => void): Promise<Section> {
  const say = (line: string): void => log(`relay: ${line}`);
  const turnMs = (seconds * 1_000) / ROUNDS;
  return withRedis(async (redis) => {
    say('starting');
    const world = await startRelayWorld(redis, { pairs: PAIRS, isSameRate: false });
    const [callers, others] = [await startReaders(redis), await startReaders(redis)];
    const idle = await measureIdle(world, others);
    say(`${IDLE} idle sockets: API ${short(idle.api)} MB, relay ${short(idle.relay)} MB`);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(await measureRound(world, callers, turnMs));
      say(`round ${round + 1} of ${ROUNDS}: ${told(rounds.at(-1))}`);
    }
    const beside = await measureStalled(world, callers, others, turnMs);
    say(
      `beside callers that do not read: p99 ${short(lateness(beside.stalled, 0.99))} ms, ${short(lateness(beside.reading, 0.99))} ms`,
    );
    return sectionOf(seconds, idle, rounds, beside);
  });
}

/** What API and relay hold more with sockets that follow a stream of which nothing comes, MB. */
async function measureIdle({ api, apiPid, relayPid, names }: RelayWorld, readers: Readers) {
  const held = async () => {
    await wait(IDLE_MS);
    return { api: memoryOf(apiPid).now / MB, relay: memoryOf(relayPid).now / MB };
  };
  const before = await held();
  const [code] = names[0]?.split('@') ?? [];
  await readers.open(
    api.port,
    Array.from({ length: IDLE }, () => `/ws/${code}@${SILENT}`),
  );
  const after = await held();
  await readers.close();
  await wait(IDLE_MS);
  return { api: after.api - before.api, relay: after.relay - before.relay, before };
}

/** Each caller follows pairs of all rates. */
export const callersPaths = (names: readonly string[]): string[] =>
  Array.from({ length: SOCKETS }, (_, socket) => {
    const own = names.filter((_, number) => Math.floor(number / playedStreams.length) % GROUPS === socket % GROUPS);
    return `/stream?streams=${own.join('/')}`;
  });

interface Round {
  readonly ours: Watched & { readonly missing: number };
  readonly bare: Watched;
}

async function measureRound(world: RelayWorld, callers: Readers, ms: number): Promise<Round> {
  const ours = await watchCallers(world, world.api, callers, ms);
  const served = await world.startBare();
  try {
    return { ours, bare: await watchCallers(world, served, callers, ms) };
  } finally {
    await served.stop();
  }
}

async function watchCallers(world: RelayWorld, served: Served, callers: Readers, ms: number) {
  await callers.open(served.port, callersPaths(world.names));
  await settle();
  const seen = await watch(served, callers, ms);
  const missing = await missingAtEnd(world, callers);
  await callers.close();
  return { ...seen, missing };
}

interface Beside {
  /** Others follow everything, and read it. */
  readonly reading: Watched[];
  /** They do not. */
  readonly stalled: Watched[];
  /** How many of those were cut off. */
  readonly cutOff: number;
}

async function measureStalled(world: RelayWorld, callers: Readers, others: Readers, ms: number): Promise<Beside> {
  const beside: Record<'reading' | 'stalled', Watched[]> = { reading: [], stalled: [] };
  const everything = Array.from({ length: GREEDY }, () => `/stream?streams=${world.names.join('/')}`);
  await callers.open(world.api.port, callersPaths(world.names));
  for (const kind of ['reading', 'stalled', 'stalled', 'reading'] as const) {
    await others.open(world.api.port, everything, kind === 'stalled');
    await settle();
    beside[kind].push(await watch(world.api, callers, ms));
    await others.close();
  }
  await callers.close();
  const metrics = await (await fetch(`http://127.0.0.1:${world.api.port}/metrics`)).text();
  return { ...beside, cutOff: Number(/sockets_ended_total\{.*"slow".*\} (\d+)/.exec(metrics)?.[1]) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const ratios = (rounds: readonly Round[]): number =>
  median(rounds.map(({ ours, bare }) => perCoreSecond(ours) / perCoreSecond(bare)));

const told = (round: Round | undefined): string =>
  round === undefined
    ? ''
    : `${short(round.ours.frames / round.ours.seconds)} messages/s, p99 ${short(lateness([round.ours], 0.99))} ms, a core-second ${short(perCoreSecond(round.ours))}, bare ${short(perCoreSecond(round.bare))} (p99 ${short(lateness([round.bare], 0.99))} ms); CPU ${round.ours.cpu.join('+')} ${round.bare.cpu.join()} lost ${round.ours.lost}+${round.ours.missing} unordered ${round.ours.unordered}`;

function sectionOf(
  seconds: number,
  idle: Awaited<ReturnType<typeof measureIdle>>,
  rounds: readonly Round[],
  { reading, stalled, cutOff }: Beside,
): Section {
  const ours = rounds.map((round) => round.ours);
  const all = [...ours, ...reading, ...stalled];
  const figures: Figure[] = [
    {
      name: `${SOCKETS} sockets × ${STREAMS_EACH} streams: frame sent to frame read, p99`,
      value: lateness(ours, 0.99),
      unit: ' ms',
      target: { atMost: 25 },
    },
    {
      name: 'the same: frames lost',
      value: sum(all.map(({ lost }) => lost)) + sum(ours.map(({ missing }) => missing)),
      target: { atMost: 0 },
    },
    { name: 'the same: frames out of order', value: sum(all.map(({ unordered }) => unordered)), target: { atMost: 0 } },
    {
      name: `callers' messages a core-second, relay and API ÷ bare ws`,
      value: ratios(rounds),
      target: { atLeast: 0.6 },
    },
    {
      name: `memory of ${IDLE} idle sockets, API and relay`,
      value: idle.api + idle.relay,
      unit: ' MB',
      target: { atMost: 100 },
    },
    {
      name: `p99 of others beside ${GREEDY} callers that do not read ÷ beside ${GREEDY} that do`,
      value: lateness(stalled, 0.99) / lateness(reading, 0.99),
      target: { atMost: 1.25 },
    },
  ];
  const row = (name: string, windows: readonly Watched[]): string[] => [
    name,
    short(median(windows.map(({ frames, seconds: passed }) => frames / passed))),
    ...[0.5, 0.99, 1].map((share) => short(lateness(windows, share))),
    windows[0]?.cpu
      .map((_, index) => short(median(windows.map(({ cpu, seconds: passed }) => (cpu[index] ?? 0) / passed / 10))))
      .join(' + ') ?? '',
    short(median(windows.map(perCoreSecond))),
  ];
  const table: Table = {
    head: ['', 'messages/s', 'p50 ms', 'p99 ms', 'max ms', 'CPU %', 'messages a core-second'],
    rows: [
      row('relay and API', ours),
      row(
        'bare ws',
        rounds.map(({ bare }) => bare),
      ),
      row(`relay and API, beside ${GREEDY} that read everything`, reading),
      row(`relay and API, beside ${GREEDY} that read nothing (${cutOff} cut off)`, stalled),
    ],
  };
  return { title: 'Streams for callers', how: howOf(seconds), figures, tables: [table], leftOut: [] };
}

const howOf = (seconds: number): string =>
  `${whyNoRecording() === null ? 'Recorded frames' : 'Made-up frames, as long and as frequent as recorded ones,'} of ${PAIRS} pairs × ${playedStreams.length} streams, pair number r so r times slower, with ${CALLERS} callers a stream. A stamp in each tells its place in its stream, and when it went out. What sends and the callers, which read the stamp and drop the frame, have one core; relay, API and Redis, or the bare program, the other. ${ROUNDS} rounds of both in turn, ${short(seconds / ROUNDS)} s each; the ratio is the median of those of the rounds. The bare program receives the same frames and sends each to its callers with the ws package's \`send\`. Memory: resident set of a new API and relay before and after ${IDLE} sockets open that follow one silent stream.`;
