import { feedOfMarket } from '../markets.ts';
import { type Gap, isOfTimes, states } from './gap.ts';

/** What a timeline shows, ms. */
export const SHOWN_MS = 24 * 3_600_000;

/** Gaps of one state of one feed that overlap, together. */
export interface Span {
  readonly state: string;
  /** Exchange-clock ms, within what is shown. */
  readonly from: number;
  readonly to: number;
  readonly gaps: number;
  /** It stands where it was found: ids tell no times. */
  readonly isMoment: boolean;
}

/** A feed of a market with its gaps. */
export interface Lane {
  /** `trades (spot)`, `1m (spot)` */
  readonly title: string;
  /** Those that are drawn last are open. */
  readonly spans: readonly Span[];
  /** Of all its gaps that are shown. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Gaps by feed over the last 24 hours. @param now exchange-clock ms */
export function timelineOf(gaps: readonly Gap[], now: number): Lane[] {
  const lanes = new Map<string, { title: string; spans: Span[] }>();
  for (const gap of gaps) {
    const span = spanOf(gap, now);
    if (span === null) continue;
    const title = feedOfMarket(gap);
    const lane = lanes.get(title) ?? { title, spans: [] };
    lanes.set(title, lane);
    lane.spans.push(span);
  }
  return [...lanes.values()].map(({ title, spans }) => ({ title, spans: joined(spans), counts: countsOf(spans) }));
}

/** Where a gap stands; null: before or after what is shown. */
function spanOf(gap: Gap, now: number): Span | null {
  const { state, foundAt } = gap;
  const [first, last] = isOfTimes(gap) ? [gap.from, gap.to + lengthOf(gap)] : [foundAt, foundAt];
  const [from, to] = [Math.max(first, now - SHOWN_MS), Math.min(last, now)];
  return to < from ? null : { state, from, to, gaps: 1, isMoment: !isOfTimes(gap) };
}

/** How long a row of it lasts, ms; those of other series than candles are moments. */
const lengthOf = ({ type }: Gap): number => (typeof type === 'number' ? type * 60_000 : 0);

const order = Object.keys(states).toReversed();

/** Overlapping ones of a state are one: an outage makes a gap of each pair. */
function joined(spans: readonly Span[]): Span[] {
  const kinds = new Map<string, Span[]>();
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const kind = `${span.state} ${span.isMoment}`;
    const same = kinds.get(kind) ?? [];
    kinds.set(kind, same);
    const before = same.at(-1);
    if (before === undefined || before.to < span.from) same.push(span);
    else same.splice(-1, 1, { ...before, to: Math.max(before.to, span.to), gaps: before.gaps + 1 });
  }
  return [...kinds.values()].flat().toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

function countsOf(spans: readonly Span[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of spans) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** A lane in words: `trades (spot): 1 open, 3 filled`. */
export const laneText = ({ title, counts }: Lane): string =>
  `${title}: ${Object.entries(counts)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ')}`;

/** Where a moment stands in what is shown, in per cent. */
export const placeOf = (at: number, now: number): number => (100 * (at - now + SHOWN_MS)) / SHOWN_MS;

/** Whole hours at which marks stand, each six hours. */
export function marksOf(now: number): number[] {
  const each = 6 * 3_600_000;
  const first = Math.ceil((now - SHOWN_MS) / each) * each;
  return Array.from({ length: 4 }, (_, index) => first + index * each);
}
