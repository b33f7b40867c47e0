import { type EventKind, eventKinds } from '../state/counts/eventCounts.ts';

/** Lags are told of so much of the past, ms. */
const LOOK_BACK_MS = 10_000;

/** Of each kind the longest lag of each second. */
export class Lags {
  readonly #now: () => number;
  readonly #seconds: Record<EventKind, { at: number; longest: number }[]> = { series: [], conflated: [] };

  /** @param now monotonic ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** What has been sent now was announced at this time, monotonic ms. */
  note(kind: EventKind, announcedAt: number): void {
    const now = this.#now();
    const seconds = this.#seconds[kind];
    const last = seconds.at(-1);
    const lag = now - announcedAt;
    if (last !== undefined && now - last.at < 1_000) last.longest = Math.max(last.longest, lag);
    else seconds.push({ at: now, longest: lag });
    while (seconds[0] !== undefined && now - seconds[0].at > LOOK_BACK_MS) seconds.shift();
  }

  /** Of each kind the longest of late, ms; null: nothing was sent. */
  longest(): Record<EventKind, number | null> {
    const since = this.#now() - LOOK_BACK_MS;
    const of = (kind: EventKind): number | null => {
      const lags = this.#seconds[kind].filter(({ at }) => at >= since).map(({ longest }) => longest);
      return lags.length === 0 ? null : Math.round(Math.max(...lags) * 10) / 10;
    };
    return Object.fromEntries(eventKinds.map((kind) => [kind, of(kind)])) as Record<EventKind, number | null>;
  }
}
