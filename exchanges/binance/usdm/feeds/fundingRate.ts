import type { Params } from '../../../../model/endpoint.ts';
import { type Beside, type FeedQuery, onlyPair, type RightRow, type SeriesFeed } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import { parseJson } from '../../../../model/parseJson.ts';
import { risingScores } from '../../../../model/scores.ts';
import { type SeriesRow, scoreOf } from '../../../../model/seriesRow.ts';
import { createValidator, listOf } from '../../../../model/validate.ts';
import { isFuture } from '../../fields.ts';
import { ask } from '../ask.ts';
import { fundingRate as endpoint, fundingInfo, type RawFundingInfo, type RawFundingRate } from '../endpoints/prices.ts';
import { isLaterThan } from '../samples.ts';
import { timeIn } from '../times.ts';

/** The first poll asks for all that is kept, as far as an answer holds so many; what is older, or was missed, is mostly few. */
const FIRST_ROWS = 1000;
const PAGE_ROWS = 200;

const HOUR_MS = 3_600_000;

/** Cap and floor, as `beside` tells them. */
type Limits = readonly [cap: string, floor: string];

/**
 * Funding as it was paid, stored as time, rate, mark price, hours since the payment before, cap, floor. How often it is paid is told by the rows
 * alone: a contract that changes from 8 to 4 hours is right before and after. Cap and floor are those of fundingInfo at the time: they are null
 * in rows from before this process has first seen them, and of contracts that have none of their own.
 */
export const fundingRate = (): SeriesFeed<RawFundingRate> => ({
  shape: 'series',
  kind: 'funding',
  isForming: false,
  pageRows: PAGE_ROWS,
  rowSchema: endpoint.row,
  rowsIn: ({ data, path }) => listOf(data, path),
  // From the newest stored one on: it comes along, so that the next one has one before it.
  request: (query) =>
    query.cursor === null
      ? askFor(query, { limit: Math.min(FIRST_ROWS, query.retention + 1) })
      : askFor(query, { startTime: query.cursor }),
  faultOf({ symbol, fundingTime }, query) {
    if (symbol !== onlyPair(query)) return 'it is of another pair';
    return isFuture(fundingTime, query) ? 'it was paid in the future' : null;
  },
  scoreOf: (row) => timeIn((Object(row) as Partial<RawFundingRate>).fundingTime),
  toRows,
  hasMore: ({ cursor }, count) => cursor !== null && count >= PAGE_ROWS,
  scores: risingScores,
  older: {
    between: (query, startTime, endTime) => askFor(query, { startTime, endTime }),
    history: (query, endTime) => askFor(query, { endTime }),
  },
  isSame: (stored, { member }) => paidIn(stored) === paidIn(member),
  isOutlived: (stored, _newest, query) => isLaterThan(scoreOf(stored), query),
  beside,
});

const askFor = (query: FeedQuery, span: Params) =>
  ask('fundingRate', { symbol: onlyPair(query), limit: PAGE_ROWS, ...span });

/** When it was paid and how much: all else is ours. */
const paidIn = (member: string): string => JSON.stringify((parseJson(member) as unknown[]).slice(0, 2));

function toRows(rows: readonly RightRow<RawFundingRate>[], query: FeedQuery): SeriesRow[] {
  const all = rows.map(({ row, followsLeftOut }, index): SeriesRow => {
    const { fundingTime, markPrice, fundingRate: rate } = row;
    // Rows are stored once: better no hours than those to the payment before the one that is left out.
    const before = followsLeftOut ? undefined : rows[index - 1]?.row.fundingTime;
    const hours = before === undefined ? null : Math.round((fundingTime - before) / HOUR_MS);
    const fields = [fundingTime, rate, markPrice || null, hours || null, ...limitsAt(fundingTime, query)];
    return { score: fundingTime, member: JSON.stringify(fields) };
  });
  return isCutOff(rows.length, query) ? all.slice(1) : all;
}

/** Whether there is a payment before the first row of an answer that the answer does not hold: then that row is left for the next page. */
function isCutOff(count: number, query: FeedQuery & { readonly cursor?: number | null }): boolean {
  // A page of older rows that is not full begins with the first payment ever.
  return query.cursor === undefined ? count >= PAGE_ROWS : query.cursor === null && count > 1;
}

function limitsAt(time: number, { pairs, beside: told }: FeedQuery): readonly [string | null, string | null] {
  if (told === undefined || time < told.since) return [null, null];
  const limits = told.of.get(pairs[0] ?? '') as Limits | undefined;
  return limits ?? [null, null];
}

const validate = createValidator<RawFundingInfo>(fundingInfo.row);

/** What is to be known of all contracts when a payment is stored. */
const beside: Beside = {
  everySeconds: 3600,
  request: () => ask('fundingInfo', {}),
  read({ data, path }) {
    const of = new Map<string, Limits>();
    let fault: InvalidPayload | null = null;
    for (const row of listOf(data, path)) {
      try {
        const { symbol, adjustedFundingRateCap: cap, adjustedFundingRateFloor: floor } = validate(row, path);
        of.set(symbol, [cap, floor]);
      } catch (error) {
        // Rows of COIN-M are among them: what cannot be read of one contract says nothing of the others.
        if (!(error instanceof InvalidPayload)) throw error;
        fault = error;
      }
    }
    if (fault !== null && of.size === 0) throw fault;
    return of;
  },
};
