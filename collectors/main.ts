import { loadConfig } from '../config/load.ts';
import type { Collector } from '../markets/markets.js';
import { createLog } from '../runtime/log.ts';
import { runProcess } from '../runtime/runProcess.ts';
import { connectStore } from '../store/redis/connect.ts';
import { chooseCollectors, HELP } from './chooseCollectors.ts';
import { startCollectors } from './collect.ts';

/** `ready` is said with the first reply, or after this time even while Redis or the exchange is down: the process then waits. */
const READY_WITHIN_MS = 2_000;

/** How the process is called in logs and in CLIENT LIST: as PM2 calls it. */
function nameOf(chosen: readonly Collector[], args: readonly string[]): string {
  const [first] = chosen;
  if (first !== undefined && chosen.length === 1) return `collector-${first.name}`;
  return first !== undefined && args.join(' ') === `--market ${first.market}`
    ? `collector-${first.market}`
    : 'collectors';
}

runProcess('collectors', HELP, async (die) => {
  const args = process.argv.slice(2);
  const chosen = chooseCollectors(args);
  const loaded = loadConfig();
  const name = nameOf(chosen, args);
  const log = createLog({ level: loaded.config.log.level, name, directory: loaded.config.log.directory });
  const stopping = new AbortController();
  const opened = connectStore({ ...loaded.config.redis, name, log, signal: stopping.signal }).then((store) => ({
    store,
    collectors: startCollectors({ loaded, chosen, store, log, name, onFatal: die }),
  }));
  opened.catch((error: unknown) => {
    if (!stopping.signal.aborted) die(error);
  });
  const firstReply = opened.then(({ collectors }) => collectors.firstReply);
  await Promise.race([firstReply, new Promise((resolve) => setTimeout(resolve, READY_WITHIN_MS).unref())]);
  log.info(`started: ${chosen.map((collector) => collector.name).join(', ')}`);

  return {
    log,
    async stop() {
      stopping.abort();
      const running = await opened.catch(() => null);
      await running?.collectors.stop();
      await running?.store.close();
      log.info('stopped');
      await log.close();
    },
  };
});
