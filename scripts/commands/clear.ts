import type { Config } from '../../config/config.ts';
import { disabledCollectors } from '../../config/enabledCollectors.ts';
import { loadConfig } from '../../config/load.ts';
import { marketNames } from '../../markets/markets.js';
import { parseJson } from '../../model/parseJson.ts';
import { StartError } from '../../runtime/errors.ts';
import { describeRedis, type Store } from '../../store/redis/connect.ts';
import { collectorKey, gapsKey, healthKey, knownPairsKey, metaKey } from '../../store/redis/keys.ts';
import { readOr } from '../../store/redis/stored.ts';
import { parseOptions } from '../arguments/parseOptions.ts';
import { openConfiguredRedis } from '../redis/openConfiguredRedis.ts';

const patterns = [...marketNames.map((market) => `${market}:{*`), 'collector:*'];

/**
 * Counters of weight and of opened sockets stay, and pauses, because they protect from a ban. They expire by themselves: counters within
 * minutes, a pause when it ends.
 */
const isCleared = (key: string): boolean => !/^collector:(attempts|budget|pause):/.test(key);

/** Makes the check whether a key belongs to a collector that the configuration disables. */
function isOfDisabled(config: Config): (key: string) => boolean {
  const own = disabledCollectors(config).flatMap((collector) => {
    const { name } = collector;
    const data = collectorKey(collector, '');
    return [data, metaKey(data), gapsKey(name), knownPairsKey(name)];
  });
  return (key) => own.includes(key.replace(/\{.*?\}/, '{}'));
}

/** A worker that has reported within this time still runs. */
const aliveMs = 5000;

/**
 * `npm run clear`: says what the collectors have stored in the configured Redis database; with `--yes` removes it. With `--disabled` it is only
 * about feeds and intervals that CONFIG.json disables, and the other collectors may run meanwhile. Nothing else in that database is touched.
 * If nothing answers, it starts the Redis that `npm start` runs. @returns exit code
 * @throws StartError when Redis does not answer, or collectors run that would write at the same time
 */
export async function run(args: string[]): Promise<number> {
  const given = readArguments(args);
  const { config } = loadConfig();
  const opened = await openConfiguredRedis(config.redis, { directory: given.directory, name: 'clear' });
  try {
    await clear(opened.store, config, given);
    return 0;
  } finally {
    await opened.close();
  }
}

async function clear(store: Store, config: Config, { yes: isMeant, disabled }: Arguments): Promise<void> {
  const { redis } = config;
  const keys = (await findKeys(store)).filter(disabled ? isOfDisabled(config) : isCleared);
  const where = `${describeRedis(redis.url)}, db ${redis.db}`;
  const of = disabled ? ' of disabled feeds' : '';
  if (keys.length === 0) {
    console.log(`nothing stored${of} in ${where}`);
  } else if (!isMeant) {
    const option = disabled ? '--disabled ' : '';
    console.log(`${where} holds ${describe(keys)}${of}; remove it with: npm run clear -- ${option}--yes`);
  } else {
    if (disabled) await refuseIfStillCollected(store, config);
    else await refuseIfRunning(store);
    for (let from = 0; from < keys.length; from += 500) await store.redis.unlink(...keys.slice(from, from + 500));
    console.log(`removed ${describe(keys)} from ${where}`);
  }
}

interface Arguments {
  readonly yes: boolean;
  readonly disabled: boolean;
  readonly directory: string;
}

function readArguments(args: string[]): Arguments {
  const options = {
    yes: { type: 'boolean', default: false },
    disabled: { type: 'boolean', default: false },
    directory: { type: 'string', default: 'data/redis' },
  } as const;
  return parseOptions('clear', args, options).values;
}

/** Finds the keys with SCAN, which does not hold up other users of this Redis. */
async function findKeys(store: Store): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    let cursor = '0';
    do {
      const [next, keys] = await store.redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1000);
      for (const key of keys) found.add(key);
      cursor = next;
    } while (cursor !== '0');
  }
  return [...found];
}

function describe(keys: readonly string[]): string {
  const pairs = new Set(keys.map((key) => /^\w+:\{(.*?)\}/.exec(key)?.[1]).filter((code) => code !== undefined));
  const own = keys.filter((key) => key.startsWith('collector:')).length;
  return `${keys.length - own} keys of ${pairs.size} pairs and ${own} of bookkeeping`;
}

async function refuseIfRunning(store: Store): Promise<void> {
  const running = (await runningWorkers(store)).map(({ name }) => name);
  if (running.length > 0) throw new StartError(`stop the collectors first: ${running.join(', ')} still run`);
}

/** Refuses while a worker has not taken the edit that disables it, because it would go on writing. */
async function refuseIfStillCollected(store: Store, config: Config): Promise<void> {
  const disabled = disabledCollectors(config).map(({ name }) => name);
  const running = await runningWorkers(store);
  const writing = running.filter(({ name, state }) => disabled.includes(name) && state !== 'disabled');
  if (writing.length === 0) return;
  const names = writing.map(({ name }) => name).join(', ');
  throw new StartError(`${names} still collected: the edit is not taken yet, or refused (npm run status tells)`);
}

async function runningWorkers(store: Store): Promise<{ name: string; state: unknown }[]> {
  const reports = await readOr(store, healthKey, store.redis.hgetall(healthKey), {});
  return Object.entries(reports).flatMap(([name, json]) => {
    // Read only these two fields: collectors of another version may write reports in another form.
    const { at, state } = Object(parseJson(json)) as Partial<Record<string, unknown>>;
    return typeof at === 'number' && Date.now() - at < aliveMs ? [{ name, state }] : [];
  });
}
