import { loadConfig } from '../config/load.ts';
import { watchConfig } from '../config/watch.ts';
import { createLog } from '../runtime/log.ts';
import { runProcess } from '../runtime/runProcess.ts';
import { connectStore } from '../store/redis/connect.ts';
import { startRelay } from './relay.ts';

const HELP = `usage: node dist/relay/main.js

Relays the exchange's streams to the processes of the API, as CONFIG.json, or the file that CONFIG_FILE names, says; until it is stopped.`;

/** `ready` is said as soon as it listens, or after this time even while Redis is down, or another relay still listens: it then waits. */
const READY_WITHIN_MS = 2_000;

runProcess('relay', HELP, async (die) => {
  const loaded = loadConfig();
  const { level, directory } = loaded.config.log;
  const log = createLog({ level, name: 'relay', directory });
  let { config } = loaded;
  const watch = watchConfig({
    loaded,
    log,
    env: process.env,
    // Pairs that an edit adds mean nothing here.
    approve: async () => [],
    onChange(next) {
      config = next;
      log.setLevel(next.log.level);
    },
  });
  const stopping = new AbortController();
  const opened = connectStore({ ...config.redis, name: 'relay', log, signal: stopping.signal }).then((store) => ({
    store,
    relay: startRelay({ config: () => config, store, log }),
  }));
  opened.catch((error: unknown) => {
    if (!stopping.signal.aborted) die(error);
  });
  const listening = opened.then(({ relay }) => relay.listening);
  // It tells by itself why it does not listen.
  listening.catch((error: unknown) => {
    if (!stopping.signal.aborted) die(error);
  });
  await Promise.race([listening, new Promise((resolve) => setTimeout(resolve, READY_WITHIN_MS).unref())]);

  return {
    log,
    async stop() {
      stopping.abort();
      watch.close();
      const running = await opened.catch(() => null);
      await running?.relay.stop();
      await running?.store.close();
      log.info('stopped');
      await log.close();
    },
  };
});
