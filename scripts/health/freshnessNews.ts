import type { Health } from '../../api/state/health.ts';
import { isTraded, typeName } from './feedNames.ts';

type Feed = Health['feeds'][number];

/** How many looks a change must last before it is told; one that goes on changing is told after the second number at the latest. */
const staleLooks = { calm: 4, most: 8 };
const freshLooks = { calm: 5, most: 10 };

/** More would not be read: then only their number is told. */
const mostGroups = 4;

interface Told {
  feed: Feed;
  /** As it was told last. */
  isStale: boolean;
  /** So many looks in a row it was otherwise. */
  looks: number;
}

/**
 * Tells when feeds go stale and when they are fresh again: all that change together in one line, and a feed that goes to and fro not
 * each time. What is stale at the first look, or is there for the first time later, is told once it is fresh.
 */
export function createFreshnessNews(): (feeds: Health['feeds']) => string[] {
  const told = new Map<string, Told>();

  const turned = (isStale: boolean, { calm, most }: { calm: number; most: number }): Feed[] => {
    const turning = [...told.values()].filter((each) => each.isStale !== isStale && each.looks > 0);
    const isTold = turning.every(({ looks }) => looks >= calm) || turning.some(({ looks }) => looks >= most);
    if (!isTold) return [];
    for (const each of turning) Object.assign(each, { isStale, looks: 0 });
    return turning.map(({ feed }) => feed);
  };

  let isFirst = true;

  return (all) => {
    const feeds = all.filter(shouldBeFresh);
    const names = new Set(feeds.map(nameOf));
    for (const name of told.keys()) if (!names.has(name)) told.delete(name);
    for (const feed of feeds) {
      const known = told.get(nameOf(feed));
      // One that comes later is new to the operator, fresh or not.
      if (known === undefined) told.set(nameOf(feed), { feed, isStale: !isFirst || feed.stale, looks: 0 });
      else known.looks = feed.stale === known.isStale ? 0 : known.looks + 1;
    }
    isFirst = false;
    const stale = turned(true, staleLooks);
    const fresh = turned(false, freshLooks);
    return [
      ...(stale.length === 0 ? [] : [`stale: ${describe(stale, feeds)}`]),
      ...(fresh.length === 0 ? [] : [`fresh: ${describe(fresh, feeds)}`]),
    ];
  };
}

/** Nobody can keep a pair fresh that the exchange does not trade. */
const shouldBeFresh = (feed: Feed): boolean => isTraded(feed) || feed.status === 'UNVERIFIED';

const nameOf = (feed: Feed): string => `${typeName(feed)} ${feed.code}`;

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
