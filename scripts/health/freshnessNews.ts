import type { Health } from '../../api/state/health/health.ts';
import { isTraded, typeName } from './feedNames.ts';

type Feed = Health['feeds'][number];

/** When a start takes longer than this, a line says which feeds are missing. */
const patienceMs = 60_000;

/** A change is told when it has lasted for `calm` looks; while more feeds keep changing, after `most` looks at the latest. */
const staleLooks = { calm: 4, most: 8 };
const freshLooks = { calm: 5, most: 10 };

/** A line with more groups would not be read, so it gives only their number. */
const mostGroups = 4;

/** What one look at the feeds has to tell. */
export interface FreshnessLook {
  /** Lines for the operator; each is told once. */
  readonly lines: string[];
  /** `38 of 42 feeds fresh ...` while they become fresh for the first time; afterwards null. */
  readonly progress: string | null;
}

interface Told {
  feed: Feed;
  /** What the operator was told last. */
  isStale: boolean;
  /** For so many looks in a row the feed has been otherwise. */
  looks: number;
}

/**
 * Tells when all feeds are fresh, the first time and each time after some were not, and how long that took; or, after a minute, which
 * ones a start still lacks. Between these it tells which feeds go stale and which are fresh again. Feeds that change together share a
 * line, and a feed that goes to and fro is not told of each time. Pairs that the exchange does not trade are left out.
 *
 * @param startedAt when the start began, in ms of the clock `now`
 */
export function createFreshnessNews(startedAt: number, now: () => number): (feeds: Health['feeds']) => FreshnessLook {
  const told = new Map<string, Told>();
  let isStarting = true;
  let wasFresh = false;
  /** Whether the operator knows of something that is not fresh, and waits for the line that says that all is. */
  let isAwaited = true;
  /** Since when not everything has been fresh, and since when everything has been again. */
  let staleSince: number | undefined = startedAt;
  let freshSince: number | undefined;

  function note(feeds: readonly Feed[]): void {
    const names = new Set(feeds.map(nameOf));
    const isWhole = feeds.every((feed) => !feed.stale && (isStarting || told.has(nameOf(feed))));
    for (const name of told.keys()) if (!names.has(name)) told.delete(name);
    for (const feed of feeds) {
      const known = told.get(nameOf(feed));
      // A feed that comes later is new to the operator, fresh or not.
      if (known === undefined) told.set(nameOf(feed), { feed, isStale: !isStarting || feed.stale, looks: 0 });
      else known.looks = feed.stale === known.isStale ? 0 : known.looks + 1;
    }
    if (isWhole) freshSince ??= now();
    else {
      staleSince ??= now();
      freshSince = undefined;
    }
  }

  const turned = (isStale: boolean, { calm, most }: { calm: number; most: number }): Feed[] => {
    const turning = [...told.values()].filter((each) => each.isStale !== isStale && each.looks > 0);
    const isTold = turning.every(({ looks }) => looks >= calm) || turning.some(({ looks }) => looks >= most);
    if (!isTold) return [];
    for (const each of turning) Object.assign(each, { isStale, looks: 0 });
    return turning.map(({ feed }) => feed);
  };

  /** The line that says that all are fresh, where the operator waits for it. */
  function allFresh(count: number): string[] {
    const isAnyStale = [...told.values()].some(({ isStale }) => isStale);
    isAwaited ||= isAnyStale;
    if (isAnyStale || freshSince === undefined || count === 0) return [];
    const took = seconds(freshSince - (staleSince ?? freshSince));
    const lines = isAwaited ? [`all ${count} feeds fresh${wasFresh ? ' again' : ''} after ${took}`] : [];
    isAwaited = false;
    wasFresh = true;
    staleSince = undefined;
    return lines;
  }

  function start(feeds: readonly Feed[]): FreshnessLook {
    told.clear();
    note(feeds);
    const late = feeds.filter(({ stale }) => stale);
    const ms = now() - startedAt;
    if (late.length > 0 && ms <= patienceMs) {
      return { lines: [], progress: `${feeds.length - late.length} of ${feeds.length} feeds fresh ...` };
    }
    isStarting = false;
    if (feeds.length === 0) return { lines: ['the exchange trades none of the pairs now'], progress: null };
    return { lines: late.length === 0 ? allFresh(feeds.length) : [notFresh(late, ms)], progress: null };
  }

  return (all) => {
    const feeds = all.filter(shouldBeFresh);
    if (isStarting) return start(feeds);
    note(feeds);
    const stale = turned(true, staleLooks);
    const fresh = turned(false, freshLooks);
    // The line about all of them says it better.
    const isNamed = fresh.length > 0 && fresh.length < feeds.length;
    const lines = [
      ...(stale.length === 0 ? [] : [`stale: ${describe(stale, feeds)}`]),
      ...(isNamed ? [`fresh: ${describe(fresh, feeds)}`] : []),
      ...allFresh(feeds.length),
    ];
    return { lines, progress: null };
  };
}

/** Nobody can keep a pair fresh that the exchange does not trade. */
const shouldBeFresh = (feed: Feed): boolean => isTraded(feed) || feed.status === 'UNVERIFIED';

const nameOf = (feed: Feed): string => `${typeName(feed)} ${feed.code}`;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function notFresh(late: readonly Feed[], ms: number): string {
  const names = late.slice(0, 5).map((feed) => `${nameOf(feed)} (${feed.status})`);
  return `not fresh after ${seconds(ms)}: ${names.join(', ')}${late.length > 5 ? ' …' : ''}`;
}

/** `all 42 feeds`, `all of ltcusdt; price of btcusdt, ethusdt`, `39 of 42 feeds`. */
function describe(some: readonly Feed[], all: readonly Feed[]): string {
  if (some.length === all.length) return `all ${all.length} feeds`;
  const count = (feeds: readonly Feed[], code: string) => feeds.filter((feed) => feed.code === code).length;
  const codes = [...new Set(some.map(({ code }) => code))];
  const whole = codes.filter((code) => count(some, code) === count(all, code));
  const rest = some.filter(({ code }) => !whole.includes(code));
  const types = [...new Set(rest.map(({ type }) => type))];
  const groups = [
    ...whole.map((code) => `all of ${code}`),
    ...types.map((type) => {
      const of = rest.filter((feed) => feed.type === type).map(({ code }) => code);
      return `${typeof type === 'number' ? `klines ${type}` : type} of ${of.join(', ')}`;
    }),
  ];
  return groups.length > mostGroups ? `${some.length} of ${all.length} feeds` : groups.join('; ');
}
