import { makeFeed } from '../../collectors/worker/workerSettings.ts';
import { type MarketConfig, retentionOf } from '../../config/marketConfig.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import type { Collector } from '../../markets/markets.js';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { createValidator } from '../../model/validate.ts';
import { type AskedRows, askForPage, queryOf } from './askForRows.ts';
import { readGrid } from './readGrid.ts';
import { readIds } from './readIds.ts';
import { readRising } from './readRising.ts';
import type { RowSource } from './rowSource.ts';

export interface RestSourceOptions extends Pick<AskedRows, 'patience' | 'onBad' | 'onNote'> {
  readonly rest: Guest;
  /** A collector of that market. */
  readonly collector: Collector;
  /** btcusdt */
  readonly code: string;
  /** The market's part of CONFIG.json: some of a feed's settings say which rows it has. */
  readonly config: MarketConfig;
}

/**
 * Older rows of one series from the exchange's REST: asked for and judged by what the collectors do it with, at the lowest priority, out of the
 * budget that all processes share. A page that fails is asked for again (`patiently`). What the exchange does not have, as what lies before the
 * listing or is older than it keeps, is left out, and said (`onNote`).
 *
 * What `read` yields comes to an end at the present. It throws as `patiently` does.
 *
 * @throws RangeError where the collector's rows are no series
 */
export function createRestSource({ rest, collector, code, config, ...told }: RestSourceOptions): RowSource {
  const feed = makeFeed(collector, rest.connector, config, collector.interval);
  if (feed.shape !== 'series') throw new RangeError(`${collector.name} is no series`);
  const asked: AskedRows = {
    ...{ rest, feed, validate: createValidator(feed.rowSchema), symbol: rest.connector.symbolOf(code) },
    what: `${collector.market} ${code} ${collector.type}`,
    ...told,
  };
  const { older, scores } = feed;
  if (older === undefined) {
    const retention = retentionOf(config, collector);
    return { name: 'rest', read: (from, to) => readPresent(asked, from, to, retention) };
  }
  const readOlder = { grid: readGrid, ids: readIds, none: readRising }[scores.continuity];
  return { name: 'rest', read: (from, to) => readOlder(asked, older, from, to) };
}

/** Of what has no older rows the exchange tells those of the present, be it all that there ever were or one sample. */
async function* readPresent(
  asked: AskedRows,
  from: number,
  to: number,
  retention: number,
): AsyncIterable<readonly SeriesRow[]> {
  const { feed, what, onNote } = asked;
  if (feed.request === undefined)
    return onNote?.(`${what}: the exchange tells it by a stream alone: nothing older can be asked for`);
  const query = await queryOf(asked);
  const request = feed.request({ ...query, cursor: null, resuming: true, retention });
  const { rows } = await askForPage(asked, request, query);
  const within = rows.filter(({ score }) => score >= from && score <= to);
  if (feed.pageRows === 1) onNote?.(`${what}: the exchange tells the present alone: nothing older can be asked for`);
  if (within.length > 0) yield within;
}
