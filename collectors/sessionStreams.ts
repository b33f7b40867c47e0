import type { ExchangeError } from '../exchanges/errors.ts';
import type { Gate } from '../gateway/gate.ts';
import { nullIfRedisError } from '../store/redis/redisError.ts';
import type { WorkerReport } from '../store/reports/health.ts';
import { createNewsReader } from './news/newsReader.ts';
import { type OpenStreams, openStreams, type StreamsOptions } from './openStreams.ts';
import type { SessionOptions } from './sessionOptions.ts';

/** What a session has to do with its market's streams; where there are none it has nothing to do. */
export interface SessionStreams {
  /** The way to them; null: there are none. */
  readonly open: OpenStreams | null;
  /** Puts the newest news on the board that streams are held against. Rejects when Redis is away. */
  readNews(): Promise<void>;
  /** Of a worker's report: of which kinds of socket none can be opened. Empty: none is needed. */
  blockedInReport(): Pick<WorkerReport, 'routesBlocked'>;
}

export interface SessionStreamsOptions
  extends Omit<SessionOptions, 'config' | 'log'>,
    Pick<StreamsOptions, 'account' | 'log' | 'tradedSymbols' | 'groupSize'> {
  readonly gate: Pick<Gate, 'noteRefusal'>;
}

/** Opens no socket before somebody follows a stream. */
export function createSessionStreams(options: SessionStreamsOptions): SessionStreams {
  const { connector, streamsAt, gate, store, market, clock } = options;
  const { streams: protocol } = connector;
  const open =
    protocol === undefined || streamsAt === null ? null : openStreams({ ...options, protocol, streamsAt, onStopped });
  const readNews = open === null ? null : createNewsReader({ store, market, clock, board: open.board });

  function onStopped(error: ExchangeError): void {
    // A Redis that is away hears of it with the next refusal.
    gate.noteRefusal(error).catch(nullIfRedisError);
  }

  return {
    open,
    async readNews() {
      await readNews?.();
    },
    blockedInReport() {
      const routesBlocked = open?.routesBlocked() ?? null;
      return routesBlocked === null ? {} : { routesBlocked };
    },
  };
}
