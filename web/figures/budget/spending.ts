import { perMinute } from '../counters.ts';
import { type Followed, type Growth, marketOf } from './growth.ts';

/** What weight goes to. */
export type Use = 'live' | 'history' | 'audit' | 'news' | 'callers';

export const useTexts: Readonly<Record<Use, string>> = {
  live: 'live polls',
  history: 'history and gaps',
  audit: 'audit of streams',
  news: 'news of silent streams',
  callers: 'callers',
};

export interface FeedSpending {
  /** The worker that asks for it. */
  readonly name: string;
  /** `poll`, `rollup`, `stream`; null: not known. */
  readonly served: string | null;
  /** The limit that it is counted in; absent: the market's own. */
  readonly pool?: string;
  readonly perMinute: number;
}

/** What a market's weight goes to, a minute. */
export interface Spending {
  /** It was measured over so long, ms. */
  readonly overMs: number;
  /** What spends anything, the most first. */
  readonly feeds: readonly FeedSpending[];
  /** Feeds that spend nothing. */
  readonly idle: number;
  /** Of the market's own limit. */
  readonly uses: readonly { readonly name: Use; readonly perMinute: number | null }[];
  /** Of all uses that are known. */
  readonly total: number;
  /** Whether the workers tell what of their weight is not for live data. */
  readonly isSplit: boolean;
}

/** Null until two answers have come. */
export function spendingOf({ last, steps }: Growth, market: string): Spending | null {
  const [first, newest] = [steps[0], steps.at(-1)];
  if (last === null || first === undefined || newest === undefined) return null;
  const overMs = newest.to - first.from;
  const own = last.workers.filter((worker) => marketOf(worker) === market && worker.state !== 'disabled');
  const rate = (name: string, counter: Followed) =>
    perMinute(
      steps.reduce((total, { workers }) => total + (workers.get(name)?.[counter] ?? 0), 0),
      overMs,
    );
  const feeds = own.map(({ name, served, pool }) => ({
    ...{ name, served, perMinute: rate(name, 'weight') },
    ...(pool !== undefined && { pool }),
  }));
  const counted = own.filter(({ pool }) => pool === undefined);
  const together = (counter: Followed) => counted.reduce((total, { name }) => total + rate(name, counter), 0);
  const [weight, history, audit, news] = [
    together('weight'),
    together('historyWeight'),
    together('auditWeight'),
    together('newsWeight'),
  ];
  const spent = steps.map(({ callers }) => callers.get(market));
  const callers = spent.includes(null)
    ? null
    : perMinute(
        spent.reduce<number>((sum, each) => sum + (each ?? 0), 0),
        overMs,
      );
  const live = Math.max(0, weight - history - audit - news);
  const uses = { live, history, audit, news, callers };
  return {
    overMs,
    feeds: feeds.filter((feed) => feed.perMinute > 0).sort(byWeight),
    idle: feeds.filter((feed) => feed.perMinute === 0).length,
    uses: (Object.keys(uses) as Use[]).map((name) => ({ name, perMinute: uses[name] })),
    total: weight + (callers ?? 0),
    isSplit: own.some(({ counters }) => counters.historyWeight !== undefined),
  };
}

const byWeight = (one: FeedSpending, other: FeedSpending): number =>
  other.perMinute - one.perMinute || (one.name < other.name ? -1 : 1);
