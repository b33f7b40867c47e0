import { CollectorError } from '../../runtime/errors.ts';

/** What goes with every write. */
export interface WriteContext {
  /** The writer's fencing number; a lower one than the last writer's is refused. */
  readonly fence: number;
  /** Exchange-clock ms at which the request was sent. */
  readonly asOf: number;
  /** Who answered: the exchange by its name in the market's table, or `simulator`. */
  readonly source: string;
}

/** Why the store refused a write. None of them is a fault of the data now stored. */
export type RefusalReason = 'fenced' | 'late' | 'out-of-order';

const refusals: Record<number, [RefusalReason, string]> = {
  [-1]: ['fenced', 'another writer has taken over'],
  [-2]: ['late', 'a newer reply is stored already'],
  [-3]: ['out-of-order', 'the exchange answered with an older state than before'],
};

export class WriteRefused extends CollectorError {
  readonly reason: RefusalReason;
  constructor(key: string, reason: RefusalReason, text: string) {
    super(reason, `${key}: write refused: ${text}`);
    this.reason = reason;
  }
}

/** @throws WriteRefused for the negative statuses of the write commands. */
export function assertStored(key: string, status: number): void {
  if (status === 0) return;
  const [reason, text] = refusals[status] ?? ['late' as const, `status ${status}`];
  throw new WriteRefused(key, reason, text);
}
