import { InvalidPayload } from '../model/invalidPayload.ts';
import { CollectorError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { Store } from '../store/connect.ts';
import { type Defects, describeFailure } from '../store/defects.ts';
import type { WorkerCounter } from '../store/health.ts';
import type { Asker } from './ask.ts';
import { NotSent } from './gate.ts';

type Fields = Record<string, unknown>;

export interface BurstLogContext extends Pick<Asker, 'count'> {
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly store: Store;
  readonly defects: Defects;
}

/** Logs a trouble once when it begins and once when it is over, with a count: a poll a second would fill the log. */
export interface BurstLog {
  /** `kind` tells troubles apart; only the first of each in a burst is logged. */
  failed(kind: string, message: string, fields?: Fields): void;
  /**
   * The same of a failure as it was thrown, which is counted as what it is. A defect is logged with its stack. What comes from a Redis
   * that is lost or refuses us is left to its connection, which says it once for all workers.
   *
   * @param what is said before the failure
   */
  failure(error: unknown, fields?: Fields, what?: string): void;
  /** Everything works again. */
  recovered(): void;
}

export function createBurstLog({ log, store, count, defects }: BurstLogContext, subject: string): BurstLog {
  const counts = new Map<string, number>();

  /** Whether it is the first of its kind. */
  function isFirst(kind: string): boolean {
    const known = counts.get(kind) ?? 0;
    counts.set(kind, known + 1);
    return known === 0;
  }

  function failed(kind: string, message: string, fields?: Fields): void {
    if (isFirst(kind)) log.warn(`${subject}: ${message}`, fields);
  }

  return {
    failed,
    failure(error, fields, what = '') {
      const isDefect = defects.note(subject, error);
      count(counterOf(error, isDefect));
      if (isDefect) isFirst('internal');
      else if (error instanceof CollectorError) failed(error.code, what + error.message, fields);
      else if (store.isUp() && store.refusals.current() === null)
        failed('redis', what + describeFailure(error), fields);
    },
    recovered() {
      if (counts.size === 0) return;
      const summary = [...counts].map(([kind, count]) => `${count} × ${kind}`).join(', ');
      counts.clear();
      log.info(`${subject}: works again after ${summary}`);
    },
  };
}

function counterOf(error: unknown, isDefect: boolean): WorkerCounter {
  if (isDefect) return 'internal';
  if (error instanceof NotSent) return 'throttled';
  return error instanceof InvalidPayload ? 'invalid' : 'failures';
}
