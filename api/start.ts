import { instanceNumber } from '../config/environment.ts';
import { loadConfig } from '../config/load.ts';
import { relayPlaceOf } from '../config/relayPlace.ts';
import { type ConfigWatch, watchConfig } from '../config/watch.ts';
import { closeAll } from '../runtime/closeAll.ts';
import { hostInUrl } from '../runtime/hostInUrl.ts';
import { createLog, type Log } from '../runtime/log.ts';
import { connectStore, type Store } from '../store/redis/connect.ts';
import { followChanges } from '../store/values/changes.ts';
import { awaitVerdicts } from './awaitVerdicts.ts';
import { createCallers } from './callers/createCallers.ts';
import { createBoard } from './context/board.ts';
import { allMarkets } from './context/markets.ts';
import { createThrottledLog } from './http/problems/throttledLog.ts';
import { listen } from './http/server/listen.ts';
import { createHttpServer } from './http/server/server.ts';
import { createListener } from './listener.ts';
import { createRelayLink } from './relay/link.ts';

const BOARD_EVERY_MS = 1_000;

/** Redis gets this long to answer before the API starts without it. */
const FIRST_ATTEMPT_MS = 2_000;

/** Once Redis has answered, the first reads may take this long in addition. */
const FIRST_READ_MS = 2_000;

/** Long enough for a caller who polls each second to ask once more; short enough for PM2, which kills after ten seconds. */
const GRACE = { silentMs: 1_500, mostMs: 4_000 };

export interface RunningApi {
  /** Closes what was opened, last in, first out. */
  stop(): Promise<void>;
  readonly log: Log;
}

export interface StartOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Called with a StartError when the API cannot go on, because Redis came up later and refuses us. */
  readonly onFatal: (error: Error) => void;
}

/**
 * Starts the API and resolves once it listens. It listens only when it can read Redis and is told of changes there, so that it can replace
 * another process without a pause. If Redis is down, it listens after two seconds and answers 503.
 * @throws ConfigError, StartError
 */
export async function startApi({ env, onFatal }: StartOptions): Promise<RunningApi> {
  const markets = allMarkets;
  const closers: (() => unknown)[] = [];
  const stop = () => closeAll(closers);

  try {
    const loaded = loadConfig(env);
    const { config } = loaded;
    const { level, directory } = config.log;
    // Several processes serve one port: each has a log file of its own.
    const instance = instanceNumber(env);
    const log = createLog({ level, directory, name: instance === 0 ? 'api' : `api-${instance}` });
    closers.push(() => log.close());

    let store: Store | null = null;
    const waiting = new AbortController();
    const watch: ConfigWatch = watchConfig({
      loaded,
      // The collector that asks the exchange judges the pairs that an edit adds. Its verdict comes through Redis.
      approve: async (next, previous) => (store === null ? [] : awaitVerdicts(store, markets, next, previous)),
      onChange: (next) => log.setLevel(next.log.level),
      log,
      env,
    });
    closers.push(() => watch.close());
    const board = createBoard({ markets, store: () => store, config: watch.current, log });
    closers.push(() => board.close());

    const onDefect = (error: unknown) => void board.defects.note('the link to the relay', error);
    const relay = createRelayLink({ place: relayPlaceOf(config), log, onDefect });
    closers.push(() => relay.close());
    relay.open();

    const callers = createCallers({ config: watch.current, store: () => store, board, log });
    const context = {
      ...{ markets, config: watch.current, configStatus: watch.status, store: () => store, board, log },
      callers: callers.of,
      callerStates: callers.states,
      relay,
    };
    const { listener, pages, upgrades, events } = createListener(context);
    let changes: { close(): void } | undefined;
    closers.push(async () => {
      waiting.abort();
      changes?.close();
      callers.close();
      await store?.close();
    });

    let isStarted = false;
    const opening = connectStore({ ...config.redis, name: 'api', log, signal: waiting.signal }).then(
      async (opened) => {
        store = opened;
        if (waiting.signal.aborted) return opened.close();
        const live = new Promise<void>((resolve) => {
          const onLive = () => {
            pages.onLive();
            resolve();
          };
          changes = followChanges(opened, log, { ...pages, onLive });
        });
        // The board logs what fails once it is started.
        await Promise.all([live, board.refresh().catch(() => undefined)]);
      },
      (error: Error) => {
        if (!isStarted) throw error;
        if (!waiting.signal.aborted) onFatal(error);
      },
    );
    await Promise.race([opening, passed(FIRST_ATTEMPT_MS)]);
    if (store !== null) await Promise.race([opening, passed(FIRST_READ_MS)]);
    isStarted = true;
    board.start(BOARD_EVERY_MS);

    const server = createHttpServer(listener, upgrades === null ? {} : { upgrades });
    await listen(server.http, config.api.host, config.api.port);
    closers.push(() => server.stop(GRACE));
    closers.push(() => events.stop());
    const report = createThrottledLog(log);
    server.http.on('error', (error) => report('the HTTP server failed', error));
    log.info(`listening on http://${hostInUrl(config.api.host)}:${config.api.port}`);
    return { stop, log };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
