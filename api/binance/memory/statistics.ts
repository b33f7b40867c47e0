import type { FeedName } from '../../../markets/markets.js';
import type { Answerer, Asked } from '../asked.ts';
import type { Stored } from './stored.ts';

/** The finest figures that there are, which alone are stored. */
const PERIOD = '5m';
const STEP_MS = 300_000;

/** Older figures the exchange does not tell, whoever has them stored; an hour less, as clocks differ, ms. */
const KEPT_MS = 30 * 86_400_000 - 3_600_000;

/** Rows where the request names no number. */
const ROWS = 30;

/** What a stored row holds behind its time. */
type Fields = readonly (string | null)[];

export interface Statistic {
  readonly feed: FeedName;
  /** The exchange's name that the series is stored by. */
  readonly nameOf: (asked: Asked) => string;
  /** What the rows must be: a series holds one kind. Default: `figures`. */
  readonly kindOf?: (asked: Asked) => string;
  /** How long after its time a row is there, ms: figures of a period that begins then come when it is over. Default 0. */
  readonly comesAfterMs?: number;
  /** A row as the exchange writes it. */
  readonly rowOf: (asked: Asked, time: number, fields: Fields) => object;
}

/** Figures of each five minutes: all rows that the request means must be stored, the newest that there is by now among them. */
export const statisticOf =
  (stored: Stored, { feed, nameOf, kindOf = () => 'figures', comesAfterMs = 0, rowOf }: Statistic): Answerer =>
  async (asked) => {
    const { market, params } = asked;
    if (params.period !== PERIOD) return null;
    const now = stored.now(market);
    const times = timesOf(params, now - comesAfterMs);
    const [oldest, newest] = [times[0], times.at(-1)];
    if (oldest === undefined || newest === undefined || oldest < now - KEPT_MS) return null;
    const page = await stored.rows(market, feed, nameOf(asked), newest + 1, times.length);
    if (page === null || page.asOf === null || page.kind !== kindOf(asked) || page.rows.length !== times.length) {
      return null;
    }
    const rows: object[] = [];
    for (const member of page.rows.toReversed()) {
      const [time, ...fields] = JSON.parse(member) as [number, ...Fields];
      if (time !== times[rows.length]) return null;
      rows.push(rowOf(asked, time, fields));
    }
    const { asOf, source } = page;
    return { body: JSON.stringify(rows), asOf, source };
  };

/** The times of the rows that a request means, oldest first; none where that cannot be said. @param until exchange time of the newest that there can be, ms */
function timesOf({ startTime, endTime, limit = ROWS }: Asked['params'], until: number): number[] {
  const most = Number(limit);
  const newest = Math.floor(Math.min(Number(endTime ?? until), until) / STEP_MS) * STEP_MS;
  const oldest =
    startTime === undefined ? newest - (most - 1) * STEP_MS : Math.ceil(Number(startTime) / STEP_MS) * STEP_MS;
  const count = Math.min(most, (newest - oldest) / STEP_MS + 1);
  return count >= 1 ? Array.from({ length: count }, (_, index) => oldest + index * STEP_MS) : [];
}
