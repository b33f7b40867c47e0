import type { Confirmed, RowIngest } from '../../ingest/ingest.ts';
import type { PairState } from '../../state/pairState.ts';

/**
 * Confirms series of which nothing newer has come. One that has to be looked at again, as after Redis was away, is: where it still ends with
 * the row that this process knows as the newest one, it is as it was.
 *
 * @returns pairs that are not confirmed
 * @throws WriteRefused; ioredis errors when Redis is away
 */
export async function confirmSeries(
  ingest: RowIngest,
  confirmed: readonly Confirmed[],
  source: string,
): Promise<readonly PairState[]> {
  const others: PairState[] = [];
  const known: Confirmed[] = [];
  await Promise.all(
    confirmed.map(async (each) => {
      const { pair } = each;
      if (pair.series.cursor === undefined) await ingest.prepare({ pair, series: pair.series });
      else noteNewest(pair, pair.series);
      if (pair.series.newest === null || !isNewestKnown(pair)) others.push(pair);
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

/** A Redis that has gone back in time may hold an older state of the same row. */
const isNewestKnown = ({ series, streamed }: PairState): boolean =>
  series.newest === streamed.newest && series.newestMember === streamed.newestMember;
