import { createRate } from '../gateway/streams/rate.ts';
import type { Market } from '../markets/markets.js';
import type { Clocks } from '../runtime/machine.ts';
import type { Store } from '../store/redis/connect.ts';
import {
  type RelayReport,
  removeOldRelayReports,
  removeRelayReport,
  writeRelayReport,
} from '../store/reports/relayReports.ts';
import { removeStreamReports, type StreamsReport, writeStreamReports } from '../store/reports/streamReports.ts';
import type { LinkCounts } from './linkCounts.ts';
import type { RelayMarket } from './market.ts';
import type { Room } from './room.ts';

/** So often one looks for what others have left behind, ms. */
const TIDY_EVERY_MS = 600_000;

export interface ReporterOptions {
  readonly store: Store;
  readonly markets: ReadonlyMap<Market, Pick<RelayMarket, 'size' | 'hubReport' | 'bookReport'>>;
  readonly counts: LinkCounts;
  readonly room: Room;
  readonly isListening: () => boolean;
  /** Names the process among all (`holderName`). */
  readonly holder: string;
  readonly clocks: Clocks;
}

/** Shares what a relay says of itself, and of the streams that it follows of each market as a collector's process does. */
export interface Reporter {
  /** One second has passed. Rejects when Redis is away. */
  write(): Promise<void>;
  /** The process stops: nothing stays. Rejects when Redis is away. */
  remove(): Promise<void>;
}

export function createReporter(options: ReporterOptions): Reporter {
  const { store, markets, counts, room, holder, clocks } = options;
  const rate = createRate();
  /** Markets that something may be stored of. */
  const written = new Set<Market>();
  let tidyAt = Number.NEGATIVE_INFINITY;

  function relayReport(): RelayReport {
    rate.look(clocks.monotonic(), counts.frames);
    const { links, lagMs, ...counters } = counts;
    counts.lagMs = 0;
    const books = [...markets.values()].map((market) => market.bookReport());
    return {
      pid: process.pid,
      at: clocks.wall(),
      state: options.isListening() ? 'listening' : 'waiting',
      links,
      streams: room.taken(),
      mostStreams: room.most,
      framesPerSecond: rate.perSecond(),
      lagMs: Math.round(lagMs),
      booksInStep: books.reduce((sum, { inStep }) => sum + inStep, 0),
      booksOutOfStep: books.reduce((sum, { outOfStep }) => sum + outOfStep, 0),
      counts: counters,
    };
  }

  function streamReports(): StreamsReport[] {
    return [...markets].flatMap(([market, own]) => {
      if (own.size() === 0) return [];
      // Nothing is planned by it: no REST stands in for what is relayed.
      const planned = { blocked: false, blockedRoutes: [], backlogMs: 0 };
      return [{ market, name: 'relay', pid: process.pid, at: clocks.wall(), ...planned, hub: own.hubReport() }];
    });
  }

  return {
    async write() {
      await writeRelayReport(store, holder, relayReport());
      const reports = streamReports();
      const ended = [...written].filter((market) => !reports.some((report) => report.market === market));
      for (const { market } of reports) written.add(market);
      await writeStreamReports(store, holder, reports);
      await removeStreamReports(store, holder, ended);
      for (const market of ended) written.delete(market);
      if (clocks.monotonic() < tidyAt) return;
      tidyAt = clocks.monotonic() + TIDY_EVERY_MS;
      await removeOldRelayReports(store, clocks.wall());
    },
    async remove() {
      await removeRelayReport(store, holder);
      await removeStreamReports(store, holder, [...written]);
    },
  };
}
