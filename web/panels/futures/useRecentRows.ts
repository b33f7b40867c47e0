import { useEffect, useState } from 'preact/hooks';
import { recentRows } from '../../figures/futures/recentRows.ts';
import { numberIn } from '../../figures/numbers.ts';
import { follow } from '../../wire/push.ts';

type Row = Readonly<Record<string, unknown>>;

/** The newest rows of a series as the API told them last. */
export interface Recent {
  /** The oldest first. */
  readonly rows: readonly Row[];
  /** How old they were at `at`, ms; null: nothing is stored. */
  readonly age: number | null;
  readonly stale: boolean;
  /** This machine's clock, ms. */
  readonly at: number;
}

interface Known {
  readonly topic: string;
  readonly recent: Recent | null;
  readonly refused: string | null;
}

/**
 * The newest rows of a series; null: not known yet, or there is no topic. `refused` is the API's sentence why there are none.
 * @param topic null: there is none @param time name of the member that rows are told apart by @param most so many rows, up to ten
 */
export function useRecentRows(topic: string | null, time: string, most: number): Omit<Known, 'topic'> {
  const [known, setKnown] = useState<Known | null>(null);
  useEffect(() => {
    if (topic === null) return;
    return follow(topic, {
      onEvent({ name, data, at }) {
        if (name === 'removed') setKnown({ topic, recent: null, refused: String(data.why) });
        if (name !== 'rows' && name !== 'age') return;
        setKnown((last) => {
          const before = last?.topic === topic ? (last.recent?.rows ?? []) : [];
          const rows = name === 'age' ? before : recentRows(before, data, time, most);
          return { topic, refused: null, recent: { rows, age: numberIn(data.age), stale: data.stale === true, at } };
        });
      },
      onRefused: (refused) => setKnown({ topic, recent: null, refused }),
    });
  }, [topic, time, most]);
  return known !== null && known.topic === topic ? known : { recent: null, refused: null };
}
