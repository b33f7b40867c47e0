import { ask } from '../../../gateway/ask.ts';
import type { Priority } from '../../../gateway/gate.ts';
import type { FeedQuery, SeriesQuery } from '../../../model/feed.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import type { GapCause } from '../../../store/values/gaps.ts';
import { queryNow, type WorkerContext } from '../../context/workerContext.ts';
import type { SeriesSetup } from '../../ingest/seriesSetup.ts';
import type { PairSeries } from '../../state/pairState.ts';
import { doubt } from './doubt.ts';
import { goesOn } from './sameMarket.ts';

/** Pages in one poll while catching up; the next poll goes on from there. */
const MAX_PAGES = 5;

/** After so long without an answer (a ban, a machine that slept) the cursor may lie far back. */
const RESUME_AFTER_MS = 60_000;

export interface PollOptions {
  readonly priority?: Priority;
  /** Told of the rows of each answer before they are stored. */
  readonly onRows?: (rows: readonly SeriesRow[]) => void;
  /** The exchange's rows replace rolled-up ones even where those have more trades. */
  readonly outranksSums?: boolean;
  /** Why rows before these are missing, where nothing else tells. */
  readonly missedBy?: GapCause;
  /** What rows are stored with besides; absent: nothing. */
  readonly besides?: () => Promise<FeedQuery['beside']>;
}

/** Polls one pair's series from its cursor on. */
export async function pollSeries(
  context: WorkerContext,
  setup: SeriesSetup,
  target: PairSeries,
  options: PollOptions = {},
): Promise<void> {
  await setup.ingest.prepare(target);
  for (let page = 0; page < MAX_PAGES && !target.pair.isRemoved && context.fence() > 0; page++) {
    const isDone = await pollPage(context, setup, target, options);
    if (isDone) break;
  }
}

function seriesQuery(context: WorkerContext, { retention }: SeriesSetup, { pair, series }: PairSeries): SeriesQuery {
  const query = queryNow(context, [pair.symbol]);
  const resuming = series.isResuming || query.asOf - series.confirmedAt > RESUME_AFTER_MS;
  return { ...query, cursor: series.cursor ?? null, resuming, retention };
}

/** Resolves to true when there is nothing more to ask for now. */
async function pollPage(
  context: WorkerContext,
  setup: SeriesSetup,
  target: PairSeries,
  { priority, onRows, outranksSums = false, missedBy, besides }: PollOptions,
): Promise<boolean> {
  const { feed, ingest } = setup;
  const { pair, series } = target;
  const beside = await besides?.();
  const query = { ...seriesQuery(context, setup, target), ...(beside !== undefined && { beside }) };
  const request = feed.request?.(query);
  if (request === undefined) return true;
  const reply = await ask(context, request, priority);
  if (pair.isRemoved) return true;
  const judged = ingest.judge(pair, { ...reply, path: request.path }, query);
  const isEnd = !feed.hasMore(query, judged.count);
  if (!(await goesOn(context, setup, target, judged, query))) {
    await doubt(context, setup, target, isEnd ? judged.rows : [], query, reply);
    return true;
  }
  series.doubt = null;
  onRows?.(judged.rows);
  await ingest.takeNewest(target, judged, {
    ...{ asOf: query.asOf, source: reply.source, isEnd, outranksSums },
    ...(missedBy !== undefined && { missedBy }),
  });
  return isEnd || series.cursor === query.cursor;
}
