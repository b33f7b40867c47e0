import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { envFileOf, variablesIn, withVariables } from './config/envFile.js';
import { collectorsOf, DEFAULT_MARKET, marketNames, namedOf } from './markets/markets.js';
import { isBuilt } from './scripts/setup/setup.js';

/**
 * PM2: `npm run setup`, then `pm2 start ecosystem.config.js`. The API, the relay of streams, and one process for each collector of spot (each feed, each kline
 * interval); for all collectors of another market one, if CONFIG.json has a section for it. PROCESSES=each gives each collector of all markets
 * its own, PROCESSES=market each market one.
 *
 * Logs cannot fill the disk: the programs write their own, which rotate (10 MB, five files each), to LOG_DIR, by default logs/.
 * PM2's files do not rotate, so its stdout goes nowhere; its stderr, where nothing is written in normal operation, is kept where PM2 keeps
 * what is its own, in ~/.pm2/logs/<name>-error.log: it says why a process could not start, or crashed. It must not lie in LOG_DIR: where
 * that is removed, PM2 cannot open the file, and never starts a process again that ends then.
 */

const cwd = path.dirname(fileURLToPath(import.meta.url));
const configFile = path.resolve(cwd, process.env.CONFIG_FILE?.trim() || 'CONFIG.json');
const env = withVariables(process.env, variablesIn(textOf(envFileOf(configFile))));
const logs = env.LOG_DIR?.trim() || path.join(cwd, 'logs');

// Without this check PM2 would try to start a missing program again and again.
for (const program of ['dist/collectors/main.js', 'dist/relay/main.js', 'dist/api/main.js']) {
  if (!fs.existsSync(path.join(cwd, program))) throw oneLine(`${program} is missing: run "npm run setup" first`);
}
if (!isBuilt(cwd))
  console.error('dist/ is older than the sources: run "npm run setup", then "pm2 reload ecosystem.config.js"');

/**
 * What cannot be read says nothing: the programs tell what is wrong with it.
 * @param {string} file
 */
function textOf(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * How many processes serve the API: a positive integer, or `max` for one per CPU.
 * @param {string} text
 */
function instances(text) {
  if (text === 'max') return text;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw oneLine(`API_INSTANCES is "${text}": set it to a positive integer or max`);
}

/**
 * The markets whose collectors have a process each.
 * @param {string} text
 */
function marketsWithEach(text) {
  if (text === '') return [DEFAULT_MARKET];
  if (text === 'each' || text === 'market') return text === 'each' ? marketNames : [];
  throw oneLine(`PROCESSES is "${text}": set it to each or market`);
}

/**
 * What CONFIG.json says of the markets that it need not have, and the environment, which may name the pairs of futures in its place.
 * @returns {Readonly<Record<string, { readonly klines?: Readonly<Record<string, unknown>> } | undefined>>}
 */
function configured() {
  const named = env.SUPPORTED_SYMBOLS?.trim() ? { usdm: {} } : {};
  try {
    return { ...named, ...Object(JSON.parse(textOf(configFile))) };
  } catch {
    return named;
  }
}

/**
 * Whether a collector can have anything to do before CONFIG.json is edited and PM2 starts this file again.
 * @param {import('./markets/markets.js').Collector} collector
 */
function hasWork({ market, row }) {
  const named = namedOf(row);
  const { klines } = sections[market] ?? {};
  const values = named === undefined ? undefined : Object(klines)[named.setting];
  const isNamed = named === undefined || (Array.isArray(values) && values.includes(named.value));
  return isNamed && (row.ask !== 'none' || row.streams !== undefined);
}

/**
 * An error whose stack, which PM2 prints, says no more than itself.
 * @param {string} message
 */
function oneLine(message) {
  return Object.assign(new Error(message), { stack: message });
}

/** @param {string} name */
const common = (name) => ({
  name,
  cwd,
  env: { LOG_DIR: logs },
  // PM2 shows a process as online when it has said `ready`.
  wait_ready: true,
  listen_timeout: 15_000,
  // An orderly stop takes less.
  kill_timeout: 10_000,
  // A crashed process always comes back: first at once, then ever more slowly, up to every 15 s.
  autorestart: true,
  exp_backoff_restart_delay: 200,
  min_uptime: 10_000,
  max_restarts: 1_000_000,
  // The heap limit is below the memory at which PM2 restarts, so that Node collects garbage before it comes to that.
  node_args: '--max-old-space-size=384',
  max_memory_restart: '512M',
  out_file: '/dev/null',
  merge_logs: true,
  // Neither git information nor PM2's probes inside the processes are needed.
  vizion: false,
  pmx: false,
});

/**
 * @param {string} name
 * @param {string[]} args
 */
const collecting = (name, args) => ({
  ...common(`collector-${name}`),
  script: path.join(cwd, 'dist/collectors/main.js'),
  args,
  exec_mode: 'fork',
});

const each = marketsWithEach(env.PROCESSES?.trim() ?? '');
const sections = configured();

export const apps = [
  ...marketNames.flatMap((market) => {
    if (market !== DEFAULT_MARKET && sections[market] === undefined) return [];
    if (!each.includes(market)) return [collecting(market, ['--market', market])];
    const chosen = market === DEFAULT_MARKET ? [] : ['--market', market];
    return collectorsOf(market)
      .filter(hasWork)
      .map(({ name, feed, interval }) =>
        collecting(name, [
          ...chosen,
          '--feed',
          feed,
          ...(interval === undefined ? [] : ['--interval', String(interval)]),
        ]),
      );
  }),
  {
    ...common('relay'),
    script: path.join(cwd, 'dist/relay/main.js'),
    exec_mode: 'fork',
  },
  {
    ...common('api'),
    script: path.join(cwd, 'dist/api/main.js'),
    exec_mode: 'cluster',
    instances: instances(env.API_INSTANCES?.trim() || '1'),
  },
];
