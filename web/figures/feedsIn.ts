/** What a feed is named by. */
interface Named {
  readonly type: string | number;
  readonly code: string;
}

/** Feeds of an answer. What names no pair or no type can be shown nowhere: it is left out, and the others stay. */
export const feedsIn = <Feed extends Named>(feeds: unknown): Feed[] =>
  Array.isArray(feeds) ? feeds.filter((feed: Partial<Named> | null) => isNamed(feed)) : [];

const isNamed = (feed: Partial<Named> | null): boolean =>
  typeof feed?.code === 'string' && (typeof feed.type === 'string' || Number.isFinite(feed.type));
