import type { SeriesFeed } from '../../../model/feed.ts';
import type { Confirmed, JudgedRows } from '../../ingest/ingest.ts';
import type { SeriesSetup } from '../../ingest/seriesSetup.ts';
import type { PairState } from '../../state/pairState.ts';

const NOTHING: JudgedRows = { rows: [], bad: [], count: 0, badLast: null };

/**
 * Confirms series of which nothing newer has come. One that has to be looked at again, as after Redis was away, is: where it still ends with
 * the row that this process knows as the newest one, it is as it was.
 *
 * That there are no rows yet is stored once, as REST has answered, or of rows that nobody can ask for, and confirmed from then on. Of these, those that an
 * outage has cost are put on record here, since no answer brings them.
 *
 * @returns pairs that are not confirmed
 * @throws WriteRefused; ioredis errors when Redis is away
 */
export async function confirmSeries(
  { ingest, feed, silenceMs }: Pick<SeriesSetup, 'ingest' | 'feed' | 'silenceMs'>,
  confirmed: readonly Confirmed[],
  source: string,
): Promise<readonly PairState[]> {
  const others: PairState[] = [];
  const known: Confirmed[] = [];
  await Promise.all(
    confirmed.map(async (each) => {
      const { pair, asOf } = each;
      const { breaks } = pair.streamed;
      const target = { pair, series: pair.series };
      if (pair.series.cursor === undefined) await ingest.prepare(target);
      else noteNewest(pair, pair.series);
      const { newest, confirmedAt, isResuming, version } = pair.series;
      const isAsked = feed.request !== undefined;
      const isKnownEmpty = newest === null && !(isAsked && isResuming);
      const isLate = confirmedAt > 0 && asOf - confirmedAt > silenceMs;
      const hasMissed = isBroken(feed, pair, breaks);
      if ((isKnownEmpty && version === null) || (isLate && !isAsked) || hasMissed) {
        const missed = { missedBy: 'stream-down', isBroken: hasMissed } as const;
        await ingest.takeNewest(target, NOTHING, { asOf, source, isEnd: true, ...missed });
        noteNewest(pair, pair.series);
        pair.streamed.confirmedBreaks = breaks;
      } else if ((newest === null && !isKnownEmpty) || !isNewestKnown(pair)) others.push(pair);
      else known.push(each);
    }),
  );
  return [...others, ...(await ingest.confirm(known, source))];
}

/** Notes the row that a series ends with, as this process knows it. */
export function noteNewest({ streamed }: PairState, { newest, newestMember }: PairState['series']): void {
  streamed.newest = newest;
  streamed.newestMember = newestMember;
}

/**
 * Whether rows that nobody can ask for may have been missed since something of the pair was last stored or confirmed: its streams were broken off
 * meanwhile, be it for a moment, or this process has just begun.
 *
 * @param breaks of the pair before what is to be stored or confirmed
 */
export const isBroken = (feed: Pick<SeriesFeed, 'request'>, { streamed }: PairState, breaks: number): boolean =>
  feed.request === undefined && streamed.confirmedBreaks !== breaks;

/** A Redis that has gone back in time may hold an older state of the same row. */
const isNewestKnown = ({ series, streamed }: PairState): boolean =>
  series.newest === streamed.newest && series.newestMember === streamed.newestMember;
