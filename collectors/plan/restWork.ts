import type { Collector } from '../../markets/markets.js';
import { finite } from '../../model/finite.ts';
import { INFO_EVERY_MS } from '../../store/market/exchangeInfo.ts';
import type { Entry } from './entry.ts';
import type { Planned } from './planned.ts';
import { weightOfRound } from './pollAll.ts';

/** What REST does beside polling, while rows come by streams. */
export interface RestWork {
  readonly name: 'listings' | 'exchangeInfo' | 'news' | 'audit';
  readonly weightPerMinute: number;
  /** Null: whenever there is weight for it. */
  readonly everySeconds: number | null;
  /** What it is, for people. */
  readonly says: string;
}

/** Seconds between two news rounds, and the most weight of one: above it the pairs take turns. */
export const NEWS_EVERY_S = 15;
export const NEWS_MOST = 57;

/** Seconds between two looks at the statuses of all pairs. */
const LISTINGS_EVERY_S = 60;

/** Seconds between two whole exchangeInfos. */
const INFO_EVERY_S = INFO_EVERY_MS / 1_000;

/** What was right is not looked at again before so many seconds. */
const AUDIT_LEAST_S = 60;

/** Part of the budget that the audit has at most. */
const AUDIT_SHARE = 0.2;

/**
 * What REST does for streams whatever is polled beside it:
 *
 * - *listings*  a look at what the exchange says of all pairs
 * - *exchangeInfo*  what it says of all that it lists, for callers
 * - *news*      feeds that tell something of many pairs at once: a stream that speaks only on change proves nothing by its silence
 */
export function restWork(planned: Planned): RestWork[] {
  const round = (collectors: readonly Collector[]) =>
    collectors.reduce((weight, collector) => weight + weightOfRound(planned, collector), 0);
  const listings = planned.collectors.filter(({ feed }) => feed === planned.listings);
  const { feeds = [] } = planned.connector.news ?? {};
  const news = planned.collectors.filter(({ feed }) => feeds.includes(feed));
  return [
    {
      name: 'listings',
      weightPerMinute: (round(listings) * 60) / LISTINGS_EVERY_S,
      everySeconds: LISTINGS_EVERY_S,
      says: 'what the exchange says of the pairs',
    },
    ...infoWork(planned),
    {
      name: 'news',
      weightPerMinute: (Math.min(NEWS_MOST, round(news)) * 60) / NEWS_EVERY_S,
      everySeconds: NEWS_EVERY_S,
      says: 'whether a silent stream has missed something',
    },
  ];
}

/** The whole exchangeInfo, which is asked for whether anything comes by streams or not; nothing where the exchange has none. */
export function infoWork({ connector }: Pick<Planned, 'connector'>): RestWork[] {
  const info = connector.info?.request();
  if (info === undefined) return [];
  return [
    {
      name: 'exchangeInfo',
      weightPerMinute: finite('the weight of the whole exchangeInfo', (info.weight * 60) / INFO_EVERY_S),
      everySeconds: INFO_EVERY_S,
      says: 'what it says of all that it lists, for callers',
    },
  ];
}

/** What of it comes before callers: what live polls would do, too. */
export const isLive = ({ name }: RestWork): boolean => name === 'listings' || name === 'exchangeInfo';

/** The audit has what is left, up to its part of the budget. @param left weight per minute */
export const audit = (budget: number, left: number): RestWork => ({
  name: 'audit',
  weightPerMinute: Math.floor(Math.max(0, Math.min(budget * AUDIT_SHARE, left))),
  everySeconds: null,
  says: 'at most; what came by streams is compared with REST',
});

/**
 * Seconds in which the audit gets round once, with its weight: all pairs of all these collectors, as far as they can be held against REST. Null: it has
 * no weight, or nothing to do.
 */
export function auditEvery(
  polled: readonly Entry[],
  follows: ReadonlySet<string>,
  rest: readonly RestWork[],
): number | null {
  const weightPerMinute = rest.find(({ name }) => name === 'audit')?.weightPerMinute ?? 0;
  const audited = polled.filter(({ collector, isAudited }) => isAudited && follows.has(collector.name));
  const round = audited.reduce((weight, entry) => weight + entry.round, 0);
  if (weightPerMinute <= 0 || round <= 0) return null;
  return Math.max(AUDIT_LEAST_S, Math.ceil((round * 60) / weightPerMinute));
}

/** Weight per minute. */
export const weightOf = (work: readonly RestWork[]): number =>
  work.reduce((sum, { weightPerMinute }) => sum + weightPerMinute, 0);
