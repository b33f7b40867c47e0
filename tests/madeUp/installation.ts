import { createSchedule } from '../../collectors/schedule.ts';
import { createSession, type Session } from '../../collectors/session.ts';
import type { MarketConfig } from '../../config/marketConfig.ts';
import type { ConfigStatus } from '../../config/watch.ts';
import { openHttp } from '../../exchanges/http.ts';
import { collectorsIn } from '../../markets/markets.js';
import { type Clocks, machineClocks } from '../../runtime/machine.ts';
import { createExchangeClock } from '../../store/market/clock.ts';
import type { Store } from '../../store/redis/connect.ts';
import { createDefects } from '../../store/reports/defects.ts';
import { readReports, type WorkerReport, writeReports } from '../../store/reports/health.ts';
import { createTestLog, openTestStore } from '../testStore.ts';
import { createTestTime } from '../testTime.ts';
import { madeUp } from './connector.ts';
import { type MadeUpServer, openMadeUpServer } from './server.ts';
import { MADE_UP, table } from './table.ts';

const status: ConfigStatus = { hash: 'x', file: '/x', ok: true, faults: [], since: 0, restartNeeded: [] };
const STANDBY_EVERY_MS = 250;

/** Rows kept of each series. */
export const FILLS_KEPT = 400;
export const BARS_KEPT = 100;

/** What CONFIG.json would say of the market. */
export const partOf = (...pairs: readonly string[]): MarketConfig => ({
  pairs,
  feeds: Object.fromEntries(
    Object.entries(table.feeds).map(([feed, { everySeconds }]) => [feed, { enabled: true, everySeconds }]),
  ),
  transport: 'auto',
  klines: { intervals: [1, 2, 60, 240], mode: 'rollup' },
  retention: { fills: FILLS_KEPT, bars: BARS_KEPT },
});

/** A session of the market, with all its collectors, as a process of its own would run it. */
export interface Running {
  readonly session: Session;
  readonly messages: readonly string[];
  stop(): Promise<void>;
}

export interface MadeUpInstallation {
  readonly server: MadeUpServer;
  readonly store: Store;
  readonly clocks: Clocks;
  start(part: MarketConfig): Promise<Running>;
  report(name: string): Promise<WorkerReport | undefined>;
  close(): Promise<void>;
}

export interface MadeUpInstallationOptions {
  /** Time passes as on the machine's clocks: for whoever else reads what is stored, and judges how old it is. */
  readonly isRealTime?: true;
  /** The exchange's clock says so at first, ms; default: an hour beside the machine's. */
  readonly at?: number;
}

/** The made-up exchange, and a Redis, in a time of their own. */
export async function openMadeUpInstallation(options: MadeUpInstallationOptions = {}): Promise<MadeUpInstallation> {
  const time = options.isRealTime ? null : createTestTime();
  const clocks = time ?? machineClocks;
  const test = await openTestStore({ monotonic: clocks.monotonic });
  const { store } = test;
  time?.start(() => store.redis.ping());
  const aheadMs = (options.at ?? clocks.wall() + 3_600_000) - clocks.wall();
  const server = await openMadeUpServer(() => clocks.wall() + aheadMs);
  const running = new Set<Running>();

  async function start(part: MarketConfig): Promise<Running> {
    const { log, messages } = createTestLog();
    const clock = createExchangeClock(clocks.monotonic, clocks.wall);
    const session = createSession({
      ...{ market: MADE_UP, table, connector: madeUp, streamsAt: null, clock, store, log, egress: 'local' },
      exchange: openHttp(madeUp, { baseUrl: server.url, apiKeys: () => [{ key: 'of-another' }], now: clock.nowOrWall }),
      config: { part, share: 0.9, callers: { share: 0, reserve: 0 } },
      chosen: collectorsIn(MADE_UP, table),
      holder: `test|boot|${process.pid}|start|${Math.random()}`,
      defects: createDefects(log),
      onFatal: (error) => messages.push(`fatal ${error.message}`),
    });
    const share = async () => {
      await session.follow();
      await writeReports(store, session.reports(status));
    };
    const schedule = (time?.makeSchedule ?? createSchedule)(() => undefined);
    schedule.eachSecond(() => void share().catch(() => undefined));
    schedule.eachSecond(session.keep);
    for (const [index, worker] of session.workers.entries()) {
      schedule.eachSecond(worker.tick, () => index / session.workers.length);
    }
    const standBy = setInterval(() => void session.standBy().catch(() => undefined), STANDBY_EVERY_MS);
    const made: Running = {
      session,
      messages,
      async stop() {
        if (!running.delete(made)) return;
        clearInterval(standBy);
        await schedule.stop();
        await session.stop();
      },
    };
    running.add(made);
    return made;
  }

  return {
    ...{ server, store, clocks, start },
    report: async (name) => (await readReports(store)).get(`${MADE_UP}-${name}`),
    async close() {
      await Promise.all([...running].map(({ stop }) => stop()));
      time?.stop();
      await server.close();
      await test.close();
    },
  };
}
