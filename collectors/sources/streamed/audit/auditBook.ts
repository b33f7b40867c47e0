import type { LatestFeed } from '../../../../model/feed.ts';
import type { BookSnapshot, BookState, LocalBook } from '../../../../model/localBook.ts';
import type { BookChange } from '../../../../model/streamed.ts';
import type { EntryIngest } from '../../../ingest/ingest.ts';
import type { PairState } from '../../../state/pairState.ts';
import type { Audited } from './audited.ts';
import { compareBook } from './compareBook.ts';
import type { Recorded, Recorder } from './recorder.ts';
import type { Verdict } from './verdict.ts';

export interface AuditBookOptions {
  readonly feed: Pick<LatestFeed, 'request'>;
  /** Levels of each side that the feed's request asks for. */
  readonly levels: number;
  readonly ingest: Pick<EntryIngest, 'judge'>;
  readonly recorder: Recorder<BookChange>;
  readonly bookOf: (pair: PairState) => LocalBook;
  /** The book is wrong: it is to be built anew. */
  readonly lose: (pair: PairState, why: string) => void;
}

/** How books are held against REST: by the numbers of their updates. */
export function auditBook({ feed, levels, ingest, recorder, bookOf, lose }: AuditBookOptions): Audited {
  return {
    request: (query) => feed.request(query),
    record(pairs) {
      const begun = new Map<PairState, { state: BookState; recorded: Recorded<BookChange> }>();
      for (const pair of pairs) {
        const state = bookOf(pair).state();
        if (state !== null) begun.set(pair, { state, recorded: recorder.begin(pair, []) });
      }
      return {
        async compare(payload, query) {
          const { values } = ingest.judge(payload, query);
          const verdicts = new Map<PairState, Verdict>();
          for (const [pair, { state, recorded }] of begun) {
            const value = values.get(pair.symbol) ?? null;
            // Of an answer of which levels were left out, nobody can tell what is missing.
            const isUsable = value !== null && !(value instanceof Error) && (value.leftOut ?? []).length === 0;
            if (!isUsable || !recorded.isWhole()) continue;
            verdicts.set(pair, compareBook(state, recorded.items, JSON.parse(value.value) as BookSnapshot, levels));
          }
          return verdicts;
        },
        stop() {
          for (const { recorded } of begun.values()) recorded.stop();
        },
      };
    },
    async mend(pair, _first, { why }) {
      lose(pair, why);
      return why;
    },
  };
}
