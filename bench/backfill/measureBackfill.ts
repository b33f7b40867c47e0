import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { enabledCollectors } from '../../config/enabledCollectors.ts';
import { percentile } from '../../rig/figures.ts';
import type { Worlds } from '../../rig/openWorlds.ts';
import type { World } from '../../rig/world.ts';
import { awaitAllHistory } from '../futures/futuresWorld.ts';
import { type Section, short, type Table } from '../results.ts';
import type { StreamsOptions } from '../streams/measureStreams.ts';
import { awaitFreshKeys, keysOf, type WatchedKey, watchAges } from '../watchKeys.ts';

const MOST_PAIRS = 7;
const DAYS = 30;
/** 30 days of 1-minute candles. */
const RETENTION = 43_700;
const FRESH_WITHIN_S = 300;
const HISTORY_WITHIN_S = 900;
/** Ages are told to be no worse than without, s. */
const MOST_WORSE_S = 0.3;
/** The command waits for weight: it is given so long, ms. */
const FILLED_WITHIN_MS = 3_600_000;

type Log = (line: string) => void;

/** A backfill of 30 days beside pairs that are polled, seven at the most. `seconds`: ages are watched so long without it, and with it at least. */
export async function measureBackfill(
  worlds: Worlds,
  { pairs: most, seconds }: StreamsOptions,
  log: Log,
): Promise<Section> {
  const startedAt = Date.now();
  const pairs = Math.min(most, MOST_PAIRS);
  const world = await worlds.open({ pairs });
  try {
    const config = world.config();
    const spot = enabledCollectors(config).filter(({ market }) => market === 'spot');
    const keys = keysOf(spot, config.pairs, ({ row }) => row.everySeconds);
    await awaitFreshKeys({ store: world.store, keys, startedAt }, FRESH_WITHIN_S);
    await awaitAllHistory({ world, store: world.store, keys, startedAt }, HISTORY_WITHIN_S);
    log(`backfill: fresh, history complete; watching ${seconds} s without a backfill`);
    const perSecond = keys.filter(({ period }) => period === 1);
    const without = await p99sOf(world, perSecond, seconds);
    world.configure({ retention: { klines: RETENTION } });
    log(`backfill: ${DAYS} days of 1-minute candles of ${pairs} pairs`);
    const began = Date.now();
    let took = 0;
    const filling = backfill(world, log).finally(() => {
      took = (Date.now() - began) / 1000;
    });
    const beside = await p99sOf(world, perSecond, seconds, () => took === 0);
    const code = await filling;
    const { byStatus } = await world.exchange.stats();
    const refused = (byStatus['429'] ?? 0) + (byStatus['418'] ?? 0);
    const shortest = Math.min(...(await Promise.all(config.pairs.map((pair) => rowsOf(world, pair)))));
    return {
      title: 'A backfill beside live data',
      how: `${pairs} pairs, polled, as PM2 runs them; \`npm run backfill -- --days ${DAYS} --interval 1\`, once all history is there and \`retention.klines\` is raised to ${RETENTION}. Ages of what is confirmed each second are watched for ${seconds} s without it, and as long as it runs.`,
      figures: [
        { name: 'answers 429 and 418', value: refused, target: { atMost: 0 } },
        { name: 'age of live data, p99 of the oldest feed, without', value: oldestOf(without), unit: ' s' },
        {
          name: 'the same with a backfill',
          value: oldestOf(beside),
          unit: ' s',
          target: { atMost: oldestOf(without) + MOST_WORSE_S },
        },
        { name: 'exit code of the command', value: code, target: { atMost: 0 } },
        { name: `rows of the shortest series, of ${DAYS} days`, value: shortest, target: { atLeast: DAYS * 1440 } },
        { name: 'the command took', value: took, unit: ' s' },
      ],
      tables: [agesTable(without, beside)],
      leftOut: [],
    };
  } finally {
    await world.close();
  }
}

const rowsOf = (world: World, pair: string): Promise<number> => world.store.redis.zcard(`spot:{${pair}}:klines:1`);

/** Of the ages of each collector's keys, s. */
async function p99sOf(
  { store }: World,
  keys: readonly WatchedKey[],
  seconds: number,
  goesOn?: () => boolean,
): Promise<ReadonlyMap<string, number>> {
  const ages = await watchAges({ store, keys }, seconds, goesOn);
  return new Map([...ages].map(([name, values]) => [name, percentile(values, 0.99) / 1000]));
}

const oldestOf = (p99s: ReadonlyMap<string, number>): number => Math.max(...p99s.values());

const agesTable = (without: ReadonlyMap<string, number>, beside: ReadonlyMap<string, number>): Table => ({
  head: ['collector', 'age p99 without, s', 'with, s'],
  rows: [...without].map(([name, p99]) => [name, short(p99), short(beside.get(name) ?? Number.NaN)]),
});

/** Runs the command as an operator would. Resolves to its exit code. */
async function backfill(world: World, log: Log): Promise<number> {
  const file = pathToFileURL(path.resolve(world.dist, 'scripts/commands/backfill.js')).href;
  const program = `import(${JSON.stringify(file)}).then(async ({ run }) => process.exit(await run(process.argv.slice(1))))`;
  const args = ['--days', String(DAYS), '--interval', '1'];
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, CONFIG_FILE: `${world.directory}/CONFIG.json` };
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, '--', ...args], {
    env,
    timeout: FILLED_WITHIN_MS,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => log(`backfill: ${text.trimEnd()}`));
  }
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
