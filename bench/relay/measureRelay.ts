import { median } from '../reads/contenders.ts';
import { type Figure, type Section, short, type Table } from '../results.ts';
import { playedStreams } from '../streams/sender/playedPair.ts';
import { whyNoRecording } from '../streams/sender/recording.ts';
import { withRedis } from '../withRedis.ts';
import { CALLERS, STREAMS_EACH } from './callersPaths.ts';
import { IDLE, type Idle, measureIdle } from './measureIdle.ts';
import { measureRounds, type Round, ratioOf } from './measureRounds.ts';
import { type Beside, GREEDY, measureStalled } from './measureStalled.ts';
import { startRelayWorld } from './relayWorld.ts';
import { type Readers, startReaders } from './startReaders.ts';
import { lateness, perCoreSecond, type Watched } from './watch.ts';

/** As many markets are: pair number r is r times slower than recorded. */
const PAIRS = 100;
/** As fast as recorded, all of them. */
const FAST_PAIRS = 10;
const ROUNDS = 3;

const socketsOf = (pairs: number): number => (pairs * playedStreams.length * CALLERS) / STREAMS_EACH;

type Say = (line: string) => void;

interface Found {
  readonly idle: Idle;
  readonly usual: readonly Round[];
  readonly busy: readonly Round[];
  readonly beside: Beside;
}

/** Streams handed on to callers. @param seconds for which those of the first world are watched, of all rounds together */
export async function measureRelay(seconds: number, log: Say): Promise<Section> {
  const say: Say = (line) => log(`relay: ${line}`);
  const first = await withCallers({ pairs: PAIRS, isSameRate: false }, async (world, callers, others) => {
    const idle = await measureIdle(world, others);
    say(`${IDLE} idle sockets: API ${short(idle.more.api)} MB, relay ${short(idle.more.relay)} MB more`);
    const ms = (seconds * 1_000) / ROUNDS;
    return { idle, usual: await measureRounds(world, callers, { rounds: ROUNDS, ms, say }) };
  });
  say(`${FAST_PAIRS} pairs as fast as recorded`);
  const second = await withCallers({ pairs: FAST_PAIRS, isSameRate: true }, async (world, callers, others) => {
    const busy = await measureRounds(world, callers, { rounds: ROUNDS, ms: (seconds * 500) / ROUNDS, say });
    say('beside callers that do not read');
    return { busy, beside: await measureStalled(world, callers, others, (seconds * 1_000) / ROUNDS) };
  });
  return sectionOf(seconds, { ...first, ...second });
}

type World = Awaited<ReturnType<typeof startRelayWorld>>;

/** Runs something with a relay of its own and two processes of callers. */
const withCallers = <Result>(
  options: Parameters<typeof startRelayWorld>[1],
  work: (world: World, callers: Readers, others: Readers) => Promise<Result>,
): Promise<Result> =>
  withRedis(async (redis) =>
    work(await startRelayWorld(redis, options), await startReaders(redis), await startReaders(redis)),
  );

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function sectionOf(seconds: number, found: Found): Section {
  const { idle, usual, busy, beside } = found;
  const [ours, bare] = [usual.map((round) => round.ours), usual.map((round) => round.bare)];
  const [ourBusy, bareBusy] = [busy.map((round) => round.ours), busy.map((round) => round.bare)];
  const { reading, stalled, cutOff } = beside;
  const whole = [...ours, ...ourBusy];
  const all = [...whole, ...reading, ...stalled];
  const sockets = socketsOf(PAIRS);
  const figures: Figure[] = [
    {
      name: `${sockets} sockets × ${STREAMS_EACH} streams: frame sent to frame read, p99`,
      value: lateness(ours, 0.99),
      unit: ' ms',
      target: { atMost: 25 },
    },
    {
      name: 'frames lost, of all that callers followed',
      value: sum(all.map(({ lost }) => lost)) + sum(whole.map(({ missing }) => missing)),
      target: { atMost: 0 },
    },
    { name: 'frames out of order', value: sum(all.map(({ unordered }) => unordered)), target: { atMost: 0 } },
    {
      name: `callers' messages a core-second, relay and API ÷ bare ws, ${sockets} sockets`,
      value: ratioOf(usual),
      target: { atLeast: 0.6 },
    },
    {
      name: `the same, ${socketsOf(FAST_PAIRS)} busy sockets`,
      value: ratioOf(busy),
      target: { atLeast: 0.6 },
    },
    {
      name: `memory of ${IDLE} idle sockets, API and relay`,
      value: idle.more.api + idle.more.relay,
      unit: ' MB',
      target: { atMost: 100 },
    },
    {
      name: `p99 of others beside ${GREEDY} callers that do not read ÷ beside ${GREEDY} that do`,
      value: lateness(stalled, 0.99) / lateness(reading, 0.99),
      target: { atMost: 1.25 },
    },
    { name: 'callers that did not read and were not cut off', value: GREEDY - cutOff, target: { atMost: 0 } },
  ];
  const table: Table = {
    head: ['', 'messages/s', 'p50 ms', 'p99 ms', 'max ms', 'CPU %', 'messages a core-second'],
    rows: [
      row(`relay + API, ${sockets} sockets`, ours),
      row('bare ws, the same', bare),
      row(`relay + API, ${socketsOf(FAST_PAIRS)} busy sockets`, ourBusy),
      row('bare ws, the same', bareBusy),
      row(`busy, beside ${GREEDY} that read everything`, reading),
      row(`busy, beside ${GREEDY} that read nothing`, stalled),
    ],
  };
  return { title: 'Streams for callers', how: howOf(seconds, idle), figures, tables: [table], leftOut: [] };
}

function row(name: string, windows: readonly Watched[]): string[] {
  const cores = (index: number): number =>
    median(windows.map(({ cpu, seconds }) => (cpu[index] ?? Number.NaN) / seconds / 10));
  return [
    name,
    short(median(windows.map(({ frames, seconds }) => frames / seconds))),
    ...[0.5, 0.99, 1].map((share) => short(lateness(windows, share))),
    windows[0]?.cpu.map((_, index) => short(cores(index))).join(' + ') ?? '',
    short(median(windows.map(perCoreSecond))),
  ];
}

function howOf(seconds: number, { before }: Idle): string {
  const frames =
    whyNoRecording() === null
      ? 'Recorded frames of BTCUSDT (changes of the book, best bid and ask, trades, orders)'
      : 'Made-up frames, as long and as frequent as recorded ones of BTCUSDT,';
  return `${frames} are played for ${PAIRS} pairs: pair number r plays them r times slower. ${CALLERS} callers follow each of the ${playedStreams.length} streams of a pair, over sockets with ${STREAMS_EACH} streams each, of pairs of all rates. A stamp in each frame tells its place in its stream, and when it went out. What sends has a core together with the callers, who read the stamp and drop the frame; relay, API and Redis, or the bare program, have the other. ${ROUNDS} rounds, ${short(seconds / ROUNDS)} s of each in turn, after both have run for some seconds; the ratio is the median of the rounds. The bare program receives the same frames in one process and sends each to its callers with \`send\` of ws. The busy sockets follow ${FAST_PAIRS} pairs as fast as recorded, for half of the time. Memory is what the system counts for a new API (${short(before.api)} MB) and relay (${short(before.relay)} MB), which hold more when ${IDLE} sockets are open that each follow one silent stream. Callers that read nothing follow all of the busy streams, and are watched until they are cut off.`;
}
