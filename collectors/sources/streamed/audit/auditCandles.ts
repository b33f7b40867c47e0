import { type CandleShape, parseCandle, parseCandles } from '../../../../model/candle.ts';
import { shortestCandle } from '../../../../model/candleTime.ts';
import type { SeriesRow } from '../../../../model/seriesRow.ts';
import type { StreamedCandles } from '../../../../model/streamed.ts';
import { sameFigures } from '../../../../model/sumCandles.ts';
import { readSeries } from '../../../../store/values/series.ts';
import type { JudgedRows } from '../../../ingest/ingest.ts';
import type { SeriesSetup } from '../../../ingest/seriesSetup.ts';
import type { PairState } from '../../../state/pairState.ts';
import type { StreamedContext } from '../streamedContext.ts';
import type { Audited } from './audited.ts';
import { closedPairs, compareForming, settledIn } from './compareCandles.ts';
import type { Recorder } from './recorder.ts';
import type { Mismatch, Verdict } from './verdict.ts';

/**
 * Most candles that are held against stored ones with each look: three hours of the shortest. Where a request for so many costs more than a poll, which
 * is what the plan reckons with, there are fewer.
 */
const ROWS = 180;

export interface AuditCandlesOptions {
  readonly context: StreamedContext;
  readonly streamed: Pick<StreamedCandles, 'interval'>;
  readonly setup: Pick<SeriesSetup, 'feed' | 'ingest' | 'retention'>;
  readonly shape: CandleShape;
  /** Keeps the members that are stored. */
  readonly recorder: Recorder<string>;
  /** What is known of the forming candle is wrong: it is to be built anew. */
  readonly forget: (pair: PairState) => void;
}

/**
 * How candles are held against REST: the one that forms against its states of now, the closed ones against those that are stored. Nothing else looks
 * at closed ones again once they are stored, and the exchange restates them at times.
 */
export function auditCandles(options: AuditCandlesOptions): Audited {
  const { context, streamed, setup, shape, recorder, forget } = options;
  const { feed, ingest, retention } = setup;
  const { request: askNewest } = feed;
  if (askNewest === undefined) throw new TypeError('candles that cannot be asked for cannot be compared');

  async function verdictOf(pair: PairState, states: readonly string[], told: JudgedRows, asOf: number) {
    const theirs = told.rows.map(({ member }) => parseCandle(shape, member));
    const { rows } = await readSeries(context.store, pair.key, { offset: 0 }, ROWS + 1);
    const stored = new Map(parseCandles(shape, rows).map((candle) => [candle[0], candle]));
    const closed = closedPairs(shape, stored, theirs, feed.scores.next, asOf);
    await context.closes?.compare(pair, settledIn(shape, theirs, feed.scores.next, asOf), asOf);
    const differing = closed.filter((each) => !sameFigures(shape, each.theirs, each.ours));
    const [first] = differing;
    if (first !== undefined) {
      const times = new Set(differing.map((each) => each.theirs[0]));
      return mismatchOf(
        first,
        told.rows.filter(({ score }) => times.has(score)),
      );
    }
    const newest = theirs.at(-1);
    const now = context.clock.monotonic();
    const quietMs = now - Math.max(pair.streamed.heardAt, pair.streamed.wholeSince ?? now);
    const forming = newest && compareForming(shape, parseCandles(shape, states), newest, quietMs);
    if (forming === undefined || forming === 'not comparable') return closed.length > 0 ? 'equal' : 'not comparable';
    return forming;
  }

  return {
    request: ({ pairs, asOf, uncertainty }) => {
      const askFor = (rows: number) => {
        const cursor = asOf - rows * shortestCandle(streamed.interval);
        return askNewest({ pairs, asOf, uncertainty, cursor, resuming: false, retention });
      };
      const { weight } = askFor(1);
      let rows = Math.min(ROWS, retention);
      while (rows > 1 && askFor(rows).weight > weight) rows = Math.ceil(rows / 2);
      return askFor(rows);
    },
    record(pairs) {
      const begun = pairs.map((pair) => {
        const { newestMember } = pair.series;
        return { pair, recorded: recorder.begin(pair, newestMember === null ? [] : [newestMember]) };
      });
      return {
        async compare(payload, query) {
          const verdicts = new Map<PairState, Verdict>();
          for (const { pair, recorded } of begun) {
            const told = ingest.judge(pair, payload, query);
            const states = recorded.isWhole() ? recorded.items : [];
            verdicts.set(pair, await verdictOf(pair, states, told, query.asOf - query.uncertainty));
          }
          return verdicts;
        },
        stop() {
          for (const { recorded } of begun) recorded.stop();
        },
      };
    },
    async mend(pair, first, again, distrust) {
      if (first.closed !== undefined && again.closed !== undefined) return restate(pair, first.closed, again);
      if (first.closed !== undefined || again.closed !== undefined) return null;
      forget(pair);
      distrust(again.why);
      return again.why;
    },
  };

  /** What two answers say alike is stored. */
  async function restate(pair: PairState, first: readonly SeriesRow[], again: Mismatch) {
    const said = new Set(first.map(({ member }) => member));
    const rows = again.closed?.filter(({ member }) => said.has(member)) ?? [];
    const isStored = await ingest.restate({ pair, series: pair.series }, rows, context.sourceName());
    return isStored ? again.why : null;
  }
}

const mismatchOf = (
  { theirs, ours }: ReturnType<typeof closedPairs>[number],
  closed: readonly SeriesRow[],
): Mismatch => ({
  why: `a closed candle is ${JSON.stringify(theirs)} by REST, ${JSON.stringify(ours)} is stored`,
  closed,
});
