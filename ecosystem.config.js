import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectorsOf, DEFAULT_MARKET, marketNames } from './markets/markets.js';
import { isBuilt } from './scripts/setup/setup.js';

/**
 * PM2: `npm run setup`, then `pm2 start ecosystem.config.js`. One process per collector (each feed, each kline interval) and the API;
 * of a market other than spot, or with PROCESSES=market, one for all collectors of the market.
 *
 * Logs cannot fill the disk: the programs write their own, which rotate (10 MB, five files each), to LOG_DIR, by default logs/.
 * PM2's files do not rotate, so its stdout goes nowhere; its stderr, where nothing is written in normal operation, is kept where PM2 keeps
 * what is its own, in ~/.pm2/logs/<name>-error.log: it says why a process could not start, or crashed. It must not lie in LOG_DIR: where
 * that is removed, PM2 cannot open the file, and never starts a process again that ends then.
 */

const cwd = path.dirname(fileURLToPath(import.meta.url));
const logs = process.env.LOG_DIR?.trim() || path.join(cwd, 'logs');

// Without this check PM2 would try to start a missing program again and again.
for (const program of ['dist/collectors/main.js', 'dist/api/main.js']) {
  if (!fs.existsSync(path.join(cwd, program))) throw oneLine(`${program} is missing: run "npm run setup" first`);
}
if (!isBuilt(cwd))
  console.error('dist/ is older than the sources: run "npm run setup", then "pm2 reload ecosystem.config.js"');

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
 * Whether the collectors of the default market have a process each.
 * @param {string} text
 */
function isEach(text) {
  if (text === 'each' || text === 'market') return text === 'each';
  throw oneLine(`PROCESSES is "${text}": set it to each or market`);
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

const hasEach = isEach(process.env.PROCESSES?.trim() || 'each');

export const apps = [
  ...marketNames.flatMap((market) => {
    if (!hasEach || market !== DEFAULT_MARKET) return [collecting(market, ['--market', market])];
    return collectorsOf(market).map(({ name, feed, interval }) =>
      collecting(name, ['--feed', feed, ...(interval === undefined ? [] : ['--interval', String(interval)])]),
    );
  }),
  {
    ...common('api'),
    script: path.join(cwd, 'dist/api/main.js'),
    exec_mode: 'cluster',
    instances: instances(process.env.API_INSTANCES?.trim() || '1'),
  },
];
