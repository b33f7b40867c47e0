import type { LatestFeed } from '../../../../model/feed.ts';
import type { StreamedEntry } from '../../../../model/streamed.ts';
import type { EntryIngest } from '../../../ingest/ingest.ts';
import type { PairState } from '../../../state/pairState.ts';
import type { Audited } from './audited.ts';
import { compareValue } from './compareValue.ts';
import type { Recorder } from './recorder.ts';
import type { Verdict } from './verdict.ts';

export interface AuditValuesOptions {
  readonly feed: Pick<LatestFeed, 'request'>;
  readonly figuresOf: NonNullable<StreamedEntry['figuresOf']>;
  readonly ingest: Pick<EntryIngest, 'judge'>;
  /** Keeps the values that come. */
  readonly recorder: Recorder<string>;
  /** The value that has come last, and may not be stored yet; undefined: none. */
  readonly newestOf: (pair: PairState) => string | undefined;
  readonly monotonic: () => number;
}

/** How latest values are held against REST: by what they are of, or among those that were held meanwhile. */
export function auditValues({ feed, figuresOf, ingest, recorder, newestOf, monotonic }: AuditValuesOptions): Audited {
  return {
    request: (query) => feed.request(query),
    record(pairs) {
      const now = monotonic();
      const begun = pairs.map((pair) => {
        const { heardAt, wholeSince } = pair.streamed;
        const held = [pair.latest.value, newestOf(pair)].filter((value) => typeof value === 'string');
        const recorded = recorder.begin(pair, held);
        return { pair, recorded, quietMs: now - Math.max(heardAt, wholeSince ?? now) };
      });
      return {
        async compare(payload, query) {
          const judged = ingest.judge(payload, query).values;
          const verdicts = new Map<PairState, Verdict>();
          for (const { pair, recorded, quietMs } of begun) {
            const told = judged.get(pair.symbol) ?? null;
            if (told === null || told instanceof Error || !recorded.isWhole()) continue;
            verdicts.set(pair, compareValue(figuresOf, { values: recorded.items, quietMs }, told.value));
          }
          return verdicts;
        },
        stop() {
          for (const { recorded } of begun) recorded.stop();
        },
      };
    },
    async mend(_pair, _first, { why }, distrust) {
      distrust(why);
      return why;
    },
  };
}
