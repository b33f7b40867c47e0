import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isHelpAsked } from '../runtime/isHelpAsked.js';
import { installRedis } from './setup/installPackages.js';
import { setup } from './setup/setup.js';
import { installTestTools } from './setup/testTools.js';
import { helpOf } from './setup/usage.js';

/** `node scripts/run.js <task> [arguments]`: does the set-up, then the task. `npm run <task>` calls it. */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * The tasks by name. `redis` says whether a task needs redis-server on this machine (`as configured`: only if no Redis answers at the configured
 * address), `tools` whether it runs tests, for which some want more of this machine. `module` is compiled; it exports `run(args)` or is a program itself.
 */
const tasks = {
  demo: { redis: true, module: 'scripts/commands/demo.js' },
  start: { redis: 'as configured', module: 'scripts/commands/start.js' },
  status: { redis: false, module: 'scripts/commands/status.js' },
  plan: { redis: false, module: 'scripts/commands/plan.js' },
  clear: { redis: false, module: 'scripts/commands/clear.js' },
  snapshot: { redis: false, module: 'scripts/commands/snapshot.js' },
  compare: { redis: 'as configured', module: 'scripts/commands/compare.js' },
  export: { redis: 'as configured', module: 'scripts/commands/export.js' },
  backfill: { redis: false, module: 'scripts/commands/backfill.js' },
  simulator: { redis: false, module: 'simulator/main.js' },
  setup: { redis: true },
  build: { redis: false },
  generate: { redis: false, module: 'scripts/commands/generate.js' },
  test: { redis: true, tools: true, module: 'scripts/commands/test.js' },
  check: { redis: true, tools: true, module: 'scripts/commands/check.js' },
  chaos: { redis: true, module: 'scripts/commands/chaos.js' },
  soak: { redis: true, module: 'scripts/commands/soak.js' },
  bench: { redis: true, module: 'bench/bench.js' },
  images: { redis: true, tools: true, module: 'scripts/commands/images.js' },
};

/**
 * @param {string} name
 * @returns {name is keyof typeof tasks}
 */
const isTask = (name) => Object.hasOwn(tasks, name);

/** @param {string} module */
const compiled = (module) => pathToFileURL(path.join(root, 'dist', module)).href;

/**
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<number | undefined>} exit code; undefined while the task goes on by itself
 */
async function run(name, args) {
  if (!isTask(name)) {
    const usage = `usage: node scripts/run.js ${Object.keys(tasks).join(' | ')}, each with --help`;
    const isAsked = isHelpAsked([name]);
    (isAsked ? console.log : console.error)(usage);
    return isAsked ? 0 : 1;
  }
  if (isHelpAsked(args)) {
    console.log(helpOf(name));
    return 0;
  }
  const task = tasks[name];
  try {
    // A new row of a table compiles only when the register names its feed, so the register is written before the build.
    if (name === 'generate') (await import('./setup/feedRegister.js')).writeFeedRegisters(root);
    await setup(root, { redis: task.redis === true });
    process.chdir(root);
    if (task.redis === 'as configured') {
      const { loadConfig } = await import(compiled('config/load.js'));
      const { embeddedRedisPort } = await import(compiled('scripts/redis/embeddedRedisPort.js'));
      if ((await embeddedRedisPort(loadConfig().config.redis.url)) !== undefined) await installRedis();
    }
    if ('tools' in task && !args.includes('--static')) await installTestTools();
    if (!('module' in task)) return 0;
    const file = path.join(root, 'dist', task.module);
    process.argv = [process.execPath, file, ...args];
    const module = await import(compiled(task.module));
    return await module.run?.(args);
  } catch (error) {
    console.error(await explain(error));
    // Programs that read the last line find it in the usual form.
    if (name === 'test' || name === 'check') console.log('0 passed, 1 failed');
    return 1;
  }
}

/**
 * One clear line for an error that an operator can mend; the whole stack for a defect.
 * @param {unknown} error
 */
async function explain(error) {
  if (!(error instanceof Error)) return String(error);
  // By their names: commands that are built have classes of their own.
  const isExpected = ['StartError', 'ConfigError', 'StepError'].includes(error.constructor.name);
  return isExpected ? error.message : error.stack;
}

const [name = '', ...args] = process.argv.slice(2);
const code = await run(name, args);
if (code !== undefined) process.exit(code);
