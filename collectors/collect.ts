import type { Config } from '../config/config.ts';
import type { LoadedConfig } from '../config/load.ts';
import { marketConfigOf } from '../config/marketConfig.ts';
import { watchConfig } from '../config/watch.ts';
import { type Collector, type Market, marketNames } from '../markets/markets.js';
import type { StartError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { type Clocks, holderName, machineClocks } from '../runtime/machine.ts';
import type { Store } from '../store/redis/connect.ts';
import { createDefects } from '../store/reports/defects.ts';
import { writeReports } from '../store/reports/health.ts';
import { announceRefusal } from '../store/values/changes.ts';
import { createMarketParts } from './marketParts.ts';
import { openSessions } from './openSessions.ts';
import { createSchedule } from './schedule.ts';
import type { Session } from './session.ts';
import { sessionConfigOf } from './sessionOptions.ts';
import { createStreamReporter } from './streamReporter.ts';

/** A standby tries this often to take over. */
const STANDBY_EVERY_MS = 250;

export interface CollectOptions {
  readonly loaded: LoadedConfig;
  /** The collectors this process runs. */
  readonly chosen: readonly Collector[];
  readonly store: Store;
  readonly log: Log;
  /** What the process is called in its log. Default: `collectors`. */
  readonly name?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Default: the machine's. */
  readonly clocks?: Clocks;
  /** Makes the second hand; default: the machine's seconds. */
  readonly makeSchedule?: typeof createSchedule;
  readonly onFatal: (error: StartError) => void;
}

export interface RunningCollectors {
  /** Resolves with the first reply of each market: the exchange is the one whose data is stored. */
  readonly firstReply: Promise<unknown>;
  stop(): Promise<void>;
}

/** Tells several in one process apart: each holds leases of its own. */
let instances = 0;

/**
 * Runs collectors in this process: a session for each market, and what drives them all.
 *
 * - An edit of CONFIG.json is judged by the sessions whose pairs it changes; when it is taken, all follow it.
 * - Each second all sessions read what they share with other processes, and report; then the keepers and the workers act, each worker at
 *   its own moment of the second.
 * - Four times a second, those that stand by try to take over.
 * - When Redis is back, all go on.
 *
 * Whatever fails here is tried again a second later.
 *
 * @throws StartError where the environment names a proxy that cannot be used, or a market's table has a limit that cannot be counted
 */
export function startCollectors(options: CollectOptions): RunningCollectors {
  const { loaded, chosen, store, log, clocks = machineClocks, makeSchedule = createSchedule } = options;
  const defects = createDefects(log);
  const holder = holderName(String(instances++));
  let config: Config = loaded.config;
  const sessions = openSessions({ ...options, clocks, config: () => config, holder, defects });
  const all = [...sessions.values()];
  const { name = 'collectors' } = options;
  const streamReporter = createStreamReporter({ store, sessions, name, holder, clocks });
  const others = marketNames.filter((market) => !sessions.has(market) && chosen.some((one) => one.market === market));
  const followParts = createMarketParts(log, [...sessions.keys()], others);

  const watch = watchConfig({
    loaded,
    log,
    env: options.env ?? process.env,
    approve: (next, previous) => judgeEdit(sessions, next, previous),
    onChange(next) {
      config = next;
      log.setLevel(next.log.level);
      followParts((market) => sessionConfigOf(next, market) !== undefined);
      for (const [market, session] of sessions) {
        const own = sessionConfigOf(next, market);
        if (own !== undefined) session.configure(own);
      }
    },
  });

  async function share(): Promise<void> {
    // First: a Redis that refuses writes refuses the reports too.
    await announceRefusal(store);
    // One market's trouble keeps no other from being followed and reported.
    const followed = await Promise.allSettled(all.map((session) => session.follow()));
    for (const each of followed) if (each.status === 'rejected') failed(each.reason);
    const status = watch.status();
    const reports = all.flatMap((session) => session.reports(status));
    await Promise.all([writeReports(store, reports), streamReporter.write()]);
  }

  /** Redis being away is logged by its connection; everything here is tried again in a second. */
  function failed(error: unknown): void {
    if (defects.note('the process', error)) all[0]?.workers[0]?.count('internal');
  }

  const guarded = (work: () => void) => () => {
    try {
      work();
    } catch (error) {
      failed(error);
    }
  };

  store.onBack(() => {
    for (const session of all) session.goOn().catch(failed);
  });
  const schedule = makeSchedule((why) => log.warn(`${why}: the schedule is made anew`));
  schedule.eachSecond(() => void share().catch(failed));
  for (const session of all) {
    schedule.eachSecond(guarded(session.keep));
    for (const worker of session.workers) schedule.eachSecond(guarded(worker.tick), worker.phase);
  }
  const standBy = () => {
    for (const session of all) session.standBy().catch(failed);
  };
  const standby = setInterval(standBy, STANDBY_EVERY_MS);
  standBy();

  return {
    firstReply: Promise.all(all.map((session) => session.firstReply)),
    async stop() {
      clearInterval(standby);
      watch.close();
      await schedule.stop();
      await Promise.all(all.map((session) => session.stop()));
      await streamReporter.remove();
    },
  };
}

/** Faults of the pairs that an edit adds, of all markets that are collected here. */
async function judgeEdit(
  sessions: ReadonlyMap<Market, Session>,
  next: Config,
  previous: Config,
): Promise<readonly string[]> {
  const faults = await Promise.all(
    [...sessions].map(([market, session]) => {
      const [after, before] = [marketConfigOf(next, market), marketConfigOf(previous, market)];
      return after === undefined || before === undefined ? [] : session.judge(after, before);
    }),
  );
  return faults.flat();
}
