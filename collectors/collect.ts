import type { Config } from '../config/config.ts';
import type { LoadedConfig } from '../config/load.ts';
import { exchangeUrlOf, marketConfigOf } from '../config/marketConfig.ts';
import { watchConfig } from '../config/watch.ts';
import { openHttp } from '../exchanges/http.ts';
import { proxyFor } from '../exchanges/proxy.ts';
import { connectors } from '../gateway/connectors.ts';
import { collectors as allCollectors, type Collector, type Market, marketNames, markets } from '../markets/markets.js';
import type { StartError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { type Clocks, holderName, machineClocks } from '../runtime/machine.ts';
import { announceRefusal } from '../store/changes.ts';
import { createExchangeClock } from '../store/clock.ts';
import type { Store } from '../store/connect.ts';
import { createDefects } from '../store/defects.ts';
import { writeReports } from '../store/health.ts';
import { createMarketParts } from './marketParts.ts';
import { createSchedule } from './schedule.ts';
import { createSession, type Session, type SessionConfig } from './session.ts';

/** A standby tries this often to take over. */
const STANDBY_EVERY_MS = 250;

export interface CollectOptions {
  readonly loaded: LoadedConfig;
  /** The collectors this process runs. */
  readonly chosen: readonly Collector[];
  readonly store: Store;
  readonly log: Log;
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
 * Runs collectors in this process: one schedule, one session for each market.
 *
 * @throws StartError where the environment names a proxy that cannot be used, or a market's table has a limit that cannot be counted
 */
export function startCollectors(options: CollectOptions): RunningCollectors {
  const { loaded, chosen, store, log, clocks = machineClocks, makeSchedule = createSchedule } = options;
  const defects = createDefects(log);
  const holder = holderName(String(instances++));
  let config: Config = loaded.config;
  const sessions = new Map(
    marketNames.flatMap((market) => {
      const own = chosen.filter((collector) => collector.market === market);
      const part = sessionConfig(config, market);
      return own.length === 0 || part === undefined ? [] : [[market, openSession(market, own, part)] as const];
    }),
  );
  const all = [...sessions.values()];
  const others = marketNames.filter((market) => !sessions.has(market) && chosen.some((one) => one.market === market));
  const followParts = createMarketParts(log, [...sessions.keys()], others);

  function openSession(market: Market, own: readonly Collector[], part: SessionConfig): Session {
    const clock = createExchangeClock(clocks.monotonic, clocks.wall);
    const connector = connectors[market];
    const baseUrl = exchangeUrlOf(config, market);
    const proxy = proxyFor(baseUrl);
    if (proxy !== null) log.info(`${baseUrl} is asked through the proxy ${proxy.host}`);
    const exchange = openHttp(connector, { baseUrl, proxy, apiKeys: () => config.apiKeys, now: clock.nowOrWall });
    const { egress } = loaded.config.budget;
    return createSession({
      ...options,
      market,
      table: markets[market],
      connector,
      exchange,
      clock,
      egress,
      config: part,
      chosen: own,
      holder,
      defects,
    });
  }

  const watch = watchConfig({
    loaded,
    log,
    env: options.env ?? process.env,
    async approve(next, previous) {
      const faults = await Promise.all(
        [...sessions].map(([market, session]) => {
          const [after, before] = [marketConfigOf(next, market), marketConfigOf(previous, market)];
          return after === undefined || before === undefined ? [] : session.judge(after, before);
        }),
      );
      return faults.flat();
    },
    onChange(next) {
      config = next;
      log.setLevel(next.log.level);
      followParts((market) => sessionConfig(next, market) !== undefined);
      for (const [market, session] of sessions) {
        const part = sessionConfig(next, market);
        if (part !== undefined) session.configure(part);
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
    await writeReports(
      store,
      all.flatMap((session) => session.reports(status)),
    );
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
  schedule.eachSecond(() => void share().catch(failed), 0);
  for (const session of all) {
    schedule.eachSecond(guarded(session.keep), 0);
    for (const worker of session.workers) {
      schedule.eachSecond(guarded(worker.tick), allCollectors.indexOf(worker.collector) / allCollectors.length);
    }
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
    },
  };
}

/** A session's part of CONFIG.json; undefined where the market is not collected. */
function sessionConfig(config: Config, market: Market): SessionConfig | undefined {
  const part = marketConfigOf(config, market);
  return part && { part, share: config.budget.share };
}
