import type { DepthFigures, Figures, LevelFigures, Parts, Snapshot } from '../../../analysis/snapshot.ts';

/** An answer of something between us and the API is none. */
export function snapshotIn(body: unknown): Snapshot | null {
  const { at, figures, parts, missing } = (body ?? {}) as Partial<Snapshot>;
  const isObject = (value: unknown) => typeof value === 'object' && value !== null;
  const isRight = Number.isFinite(at) && [figures, figures?.candles, parts].every(isObject) && Array.isArray(missing);
  return isRight ? (body as Snapshot) : null;
}

type Part = Exclude<keyof Parts, 'klines'> | 'klines.60' | 'klines.1440';

/** How old a part was when the snapshot was taken, ms (null: it is not there), and whether the API says that it is older than it should be. */
export function agedIn({ at, parts, missing }: Snapshot, part: Part) {
  const { klines } = parts;
  const asOf = { ...parts, 'klines.60': klines?.[60], 'klines.1440': klines?.[1440] }[part]?.asOf;
  return {
    age: asOf === undefined ? null : Math.max(0, at - asOf),
    stale: missing.some((one) => one.part === part && one.stale),
  };
}

/** Ratios of what is bid to what is asked, by levels of each side. */
export const ratiosOf = ({ book }: Figures): readonly (readonly [levels: string, ratio: string])[] =>
  book === null
    ? []
    : (['5', '10', '20', 'all'] as const).map((levels) => [levels, ratioText(book.levels[levels])] as const);

const ratioText = ({ ratio }: LevelFigures): string => ratio ?? 'nothing is asked';

/** What stands near the mid, of one side: `12.5`, or why that cannot be said. */
export interface DepthRow {
  readonly points: string;
  readonly bid: string;
  readonly ask: string;
}

export function depthRows({ book }: Figures): readonly DepthRow[] {
  if (book === null) return [];
  const whyNone = (reach: string | null) => (reach === null ? 'a side is empty' : `book ends at ${reach} bp`);
  const textOf = (depth: DepthFigures, side: 'bid' | 'ask') => depth[side] ?? whyNone(book.reach[side]);
  return (['10', '50', '100'] as const).map((points) => {
    const depth = book.depth[points];
    return { points, bid: textOf(depth, 'bid'), ask: textOf(depth, 'ask') };
  });
}

const trends = { up: '▲ up', down: '▼ down', flat: '— flat' } as const;

/** Where the closes of an interval go, in words. */
export const trendText = (trend: keyof typeof trends | null | undefined): string =>
  trend == null ? 'not enough candles in a row' : trends[trend];

/** The intervals whose trend is shown: by minutes, and whose rows they are made of. */
export const trendIntervals = [
  ['60', '1 h', 'klines.60'],
  ['240', '4 h', 'klines.60'],
  ['1440', '1 d', 'klines.1440'],
] as const;
