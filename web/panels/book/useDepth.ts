import { useEffect, useState } from 'preact/hooks';
import type { BookRow } from '../../figures/book/ladder.ts';
import { useRedraw } from '../../parts/useRedraw.ts';
import { follow } from '../../wire/push.ts';

/** The first ten levels, as the API told them last. */
export interface ToldBook {
  readonly rows: readonly BookRow[];
  /** Null: the exchange does not number its books, or nothing is stored. */
  readonly lastUpdateId: number | null;
  /** How old it was at `at`, ms; null: nothing is stored. */
  readonly age: number | null;
  readonly stale: boolean;
  /** This machine's clock, ms. */
  readonly at: number;
}

interface Depth {
  told: ToldBook | null;
  refused: string | null;
}

/**
 * Follows a book. Drawn only while it can be seen; `told` is the newest all the same.
 * @param topic null: there is none
 */
export function useDepth(topic: string | null, isOnScreen: boolean): Readonly<Depth> {
  const [depth] = useState<Depth>(() => ({ told: null, refused: null }));
  const changed = useRedraw(isOnScreen);
  useEffect(() => {
    if (topic === null) return;
    const refuse = (why: string) => {
      depth.refused = why;
      changed();
    };
    return follow(topic, {
      onEvent({ name, data, at }) {
        if (name === 'removed') return refuse(String(data.why));
        // Before the first levels nobody knows whether there are any.
        if (name !== 'value' && depth.told === null) return;
        depth.refused = null;
        depth.told = { ...(depth.told ?? nothing), ...toldIn(data), at };
        changed();
      },
      onRefused: refuse,
    });
  }, [topic, depth, changed]);
  return depth;
}

const nothing: Omit<ToldBook, 'at'> = { rows: [], lastUpdateId: null, age: null, stale: true };

/** Members of an event; one of `age` has no rows, and they stay as they were. */
function toldIn({ data, lastUpdateId, age, stale }: Readonly<Record<string, unknown>>): Partial<ToldBook> {
  return {
    ...(Array.isArray(data) && { rows: data, lastUpdateId: typeof lastUpdateId === 'number' ? lastUpdateId : null }),
    age: typeof age === 'number' ? age : null,
    stale: stale === true,
  };
}
