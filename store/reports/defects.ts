import { CollectorError, isError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import { isRedisError } from '../redis/redisError.ts';

/** A defect that was not met for so long is over, ms. */
const OVER_AFTER_MS = 60_000;

/** Defects told apart; one whose message is never the same twice must not fill the memory. */
const MOST = 100;

/** Characters of a stack in the log: a field is cut at 500. */
const STACK_LENGTH = 480;

/** Whether a failure is neither known to this project nor comes from Redis: then we have made a mistake. */
export const isDefect = (error: unknown): boolean => !(error instanceof CollectorError) && !isRedisError(error);

/** A failure in one line: a defect of ours is `internal: …`, what comes from Redis `Redis: …`. */
export function describeFailure(error: unknown): string {
  const message = isError(error) ? error.message : String(error);
  if (error instanceof CollectorError) return message;
  return `${isRedisError(error) ? 'Redis' : 'internal'}: ${message}`;
}

/** The defects that a process has met. */
export interface Defects {
  /**
   * Notes a failure, unless it is none of ours. Each defect is logged with its stack once while it lasts.
   *
   * @param where what has failed, e.g. the name of a worker
   * @returns whether it is a defect
   */
  note(where: string, error: unknown): boolean;
  /** The newest that was met within the last minute: `<where>: internal: …`; null: there is none. */
  newest(): string | null;
}

/** `monotonic` (ms) can be injected. */
export function createDefects(log: Pick<Log, 'error'>, monotonic = () => performance.now()): Defects {
  /** When each was met last; the newest one is the last. */
  const met = new Map<string, number>();

  return {
    note(where, error) {
      if (!isDefect(error)) return false;
      const now = monotonic();
      const defect = `${where}: ${describeFailure(error)}`;
      if (now - (met.get(defect) ?? Number.NEGATIVE_INFINITY) > OVER_AFTER_MS) {
        log.error(`${defect}: a defect of ours, please report it`, { stack: stackOf(error) });
      }
      met.delete(defect);
      if (met.size >= MOST) met.clear();
      met.set(defect, now);
      return true;
    },
    newest() {
      const [defect, at] = [...met].at(-1) ?? [];
      return defect !== undefined && at !== undefined && monotonic() - at <= OVER_AFTER_MS ? defect : null;
    },
  };
}

/** Where it came from, on one line, without what lies outside this project. */
function stackOf(error: unknown): string | undefined {
  if (!isError(error)) return undefined;
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const ours = lines.filter((line) => !/node_modules|node:internal|<anonymous>/.test(line));
  const frames = (ours.length > 0 ? ours : lines).map((line) => line.trim().replaceAll(`${process.cwd()}/`, ''));
  return frames.join(' ').slice(0, STACK_LENGTH);
}
