import type { Collector } from '../../markets/markets.js';
import type { Change } from '../../store/values/changes.ts';
import type { ApiContext } from '../context/context.ts';
import type { EventKind } from '../state/counts/eventCounts.ts';
import { judgeFreshness } from '../state/read/freshness.ts';
import type { Group } from './group.ts';

/** What all feeds of topics work with. */
export interface FeedContext {
  readonly context: Pick<ApiContext, 'board' | 'config' | 'markets' | 'store'>;
  /** Monotonic ms. */
  readonly now: () => number;
  /** Told why something could not be read. It is tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** One topic, and the groups of readers who follow it: read and written once for all of them. */
export interface Feed {
  readonly name: string;
  readonly kind: EventKind;
  readonly groups: Set<Group>;
  /** Resolves when the present state is known, or cannot be read now. Never rejects. */
  ready(): Promise<void>;
  /** The present state as an event for somebody who comes now; null: it is not known. To be called after `tell`. To all others nothing is told by it. */
  first(): string | null;
  /** Tells the groups what is new since it was last called. @returns when the oldest of it was announced, monotonic ms; null: nothing was new */
  tell(): number | null;
}

/** A key that a feed is made of. */
export interface Source {
  readonly key: string;
  readonly kind: EventKind;
  /** Something has changed that was not read. */
  readonly isDirty: boolean;
  onChange(change: Change): void;
  /** Nobody knows what has changed. */
  onLost(): void;
  /** Reads what has changed. Never rejects: what cannot be read stays to be read. @returns whether it could be read */
  refresh(): Promise<boolean>;
}

/** What is told of the age of something stored. */
export interface Age {
  readonly asOf: number | null;
  /** ms; null where nothing is stored. */
  readonly age: number | null;
  readonly stale: boolean;
}

/** @param asOf exchange-clock ms; null: nothing is stored */
export function ageOf(
  { context: { board, config, markets } }: FeedContext,
  collector: Collector,
  code: string,
  asOf: number | null,
  isOutOfStep = false,
): Age {
  const { market } = collector;
  const own = markets.configOf(config(), market);
  const { age, stale } = judgeFreshness(board.book(market), own, collector, code, asOf, board.now(market), isOutOfStep);
  return { asOf, age, stale };
}

/** JSON members, without brackets. */
export const ageMembers = ({ asOf, age, stale }: Age): string => `"asOf":${asOf},"age":${age},"stale":${stale}`;

/** What was told of an age last, so that it is told again when it says something new. */
export class ToldAge {
  #at = Number.NEGATIVE_INFINITY;
  #asOf: number | null | undefined;
  #stale: boolean | undefined;

  note({ asOf, stale }: Age, now: number): void {
    this.#at = now;
    this.#asOf = asOf;
    this.#stale = stale;
  }

  /** Whether so long has passed that it may be told again. */
  isDue(now: number): boolean {
    return now - this.#at >= AGES_EVERY_MS;
  }

  isNews({ asOf, stale }: Age): boolean {
    return asOf !== this.#asOf || stale !== this.#stale;
  }
}

/** That something was confirmed is told so often, ms. */
const AGES_EVERY_MS = 1_000;

/** Pushes an event to all groups. */
export function pushTo(groups: ReadonlySet<Group>, text: string): void {
  for (const group of groups) group.push(text);
}
