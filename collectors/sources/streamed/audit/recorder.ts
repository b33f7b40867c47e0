import type { PairState } from '../../../state/pairState.ts';

/** More is not kept: what would be compared then is not comparable. */
const MOST_ITEMS = 5_000;

/** What has come of a pair since its recording began. */
export interface Recorded<Item> {
  /** In the order in which it came. */
  readonly items: readonly Item[];
  /** False: more has come than is kept. */
  isWhole(): boolean;
  stop(): void;
}

/** Keeps what comes of pairs while an audit looks at them, and nothing otherwise: a recording keeps references and copies nothing. */
export interface Recorder<Item> {
  /** Something has come. It costs nothing where nothing is recorded. */
  note(pair: PairState, item: Item): void;
  /** A pair is recorded once at a time. @param first what is held when it begins */
  begin(pair: PairState, first: readonly Item[]): Recorded<Item>;
}

export function createRecorder<Item>(): Recorder<Item> {
  const recordings = new Map<PairState, Item[]>();
  return {
    note(pair, item) {
      if (recordings.size === 0) return;
      const items = recordings.get(pair);
      if (items !== undefined && items.length <= MOST_ITEMS) items.push(item);
    },
    begin(pair, first) {
      const items = [...first];
      recordings.set(pair, items);
      return {
        items,
        isWhole: () => items.length <= MOST_ITEMS,
        stop: () => void recordings.delete(pair),
      };
    },
  };
}
