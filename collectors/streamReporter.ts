import type { Market } from '../markets/markets.js';
import type { Clocks } from '../runtime/machine.ts';
import type { Store } from '../store/redis/connect.ts';
import { nullIfRedisError } from '../store/redis/redisError.ts';
import {
  removeOldStreamReports,
  removeStreamReports,
  type StreamsReport,
  writeStreamReports,
} from '../store/reports/streamReports.ts';
import type { Session } from './session.ts';

/** So often one looks for reports that others have left behind, ms. */
const TIDY_EVERY_MS = 600_000;

export interface StreamReporterOptions {
  readonly store: Store;
  readonly sessions: ReadonlyMap<Market, Pick<Session, 'streamsSaid'>>;
  /** What the process is called in its log. */
  readonly name: string;
  /** Names it among all (`holderName`). */
  readonly holder: string;
  readonly clocks: Clocks;
}

/** Shares what a process says of the streams that it follows: a report for each market, as long as it follows any. */
export interface StreamReporter {
  /** One second has passed. Rejects when Redis is away. */
  write(): Promise<void>;
  /** The process stops: nothing stays. */
  remove(): Promise<void>;
}

export function createStreamReporter({ store, sessions, name, holder, clocks }: StreamReporterOptions): StreamReporter {
  /** Markets that something may be stored of. */
  const written = new Set<Market>();
  let tidyAt = Number.NEGATIVE_INFINITY;
  let isStopped = false;
  let writing: Promise<void> = Promise.resolve();

  async function tidy(): Promise<void> {
    if (clocks.monotonic() < tidyAt) return;
    tidyAt = clocks.monotonic() + TIDY_EVERY_MS;
    await removeOldStreamReports(store, clocks.wall());
  }

  async function write(): Promise<void> {
    const at = clocks.wall();
    const reports = [...sessions].flatMap(([market, session]): StreamsReport[] => {
      const said = session.streamsSaid();
      return said === null ? [] : [{ market, name, pid: process.pid, at, ...said }];
    });
    const markets = reports.map(({ market }) => market);
    const ended = [...written].filter((market) => !markets.includes(market));
    for (const market of markets) written.add(market);
    await writeStreamReports(store, holder, reports);
    await removeStreamReports(store, holder, ended);
    for (const market of ended) written.delete(market);
    await tidy();
  }

  return {
    write() {
      if (!isStopped) writing = write();
      return writing;
    },
    async remove() {
      isStopped = true;
      await writing.catch(nullIfRedisError);
      await removeStreamReports(store, holder, [...written]).catch(nullIfRedisError);
    },
  };
}
