import { InvalidPayload } from '../model/invalidPayload.ts';
import { CollectorError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { Store } from '../store/redis/connect.ts';
import { type Defects, describeFailure } from '../store/reports/defects.ts';
import type { WorkerCounter } from '../store/reports/health.ts';
import type { Asker } from './ask.ts';
import { NotSent } from './gate.ts';
import { createTroubleLog, type TroubleLog } from './troubleLog.ts';

type Fields = Record<string, unknown>;

export interface BurstLogContext extends Pick<Asker, 'count'> {
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly store: Store;
  readonly defects: Defects;
}

/** The troubles of a worker: a poll a second would fill the log. */
export interface BurstLog extends Pick<TroubleLog, 'failed' | 'recovered'> {
  /**
   * The same of a failure as it was thrown, which is counted as what it is. A defect is logged with its stack. What comes from a Redis
   * that is lost or refuses us is left to its connection, which says it once for all workers.
   *
   * @param what is said before the failure
   */
  failure(error: unknown, fields?: Fields, what?: string): void;
}

export function createBurstLog({ log, store, count, defects }: BurstLogContext, subject: string): BurstLog {
  const { failed, noted, recovered } = createTroubleLog(log, subject);
  return {
    failed,
    recovered,
    failure(error, fields, what = '') {
      const isDefect = defects.note(subject, error);
      count(counterOf(error, isDefect));
      if (isDefect) noted('internal');
      else if (error instanceof CollectorError) failed(error.code, what + error.message, fields);
      else if (store.isUp() && store.refusals.current() === null)
        failed('redis', what + describeFailure(error), fields);
    },
  };
}

function counterOf(error: unknown, isDefect: boolean): WorkerCounter {
  if (isDefect) return 'internal';
  if (error instanceof NotSent) return 'throttled';
  return error instanceof InvalidPayload ? 'invalid' : 'failures';
}
