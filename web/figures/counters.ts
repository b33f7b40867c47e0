/** What a process has counted since it started. */
export interface Counted {
  /** Null: it never reported. */
  readonly pid: number | null;
  /** ms; null: it never reported. */
  readonly startedAt: number | null;
  readonly counters: Readonly<Record<string, number>>;
}

/** A counter; 0 where there is none of the name, or it is no number. */
export function countOf({ counters }: Pick<Counted, 'counters'>, name: string): number {
  const value = counters[name];
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

/**
 * By how much a counter grew between two moments. Another process, and one that counts anew, began from nothing. Where nobody reported before, it is
 * not known when it grew, so it did not.
 */
export function grown(before: Counted | undefined, now: Counted, name: string): number {
  if (before === undefined || before.pid === null) return 0;
  const [known, value] = [countOf(before, name), countOf(now, name)];
  const isSame = before.pid === now.pid && before.startedAt === now.startedAt;
  return isSame && value >= known ? value - known : value;
}

/** What grew by `amount` in so long, scaled to a minute. @param ms how long it took */
export const perMinute = (amount: number, ms: number): number => (ms > 0 ? (amount / ms) * 60_000 : 0);
