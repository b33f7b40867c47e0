import type { RequestHandler } from 'express';
import { countOf } from '../../config/candleTime.ts';
import type { Collector } from '../../config/feeds.js';
import { type Gap, newestFoundFirst, readGaps } from '../../store/gaps.ts';
import type { ApiContext } from '../context.ts';
import { parseGapsQuery } from '../gapsQuery.ts';
import { readStore } from '../readStore.ts';

/** What candles and trades are missing or were, and why. */
export function gaps(context: ApiContext): RequestHandler {
  return async (request, response) => {
    const { collectors, code, state, limit } = parseGapsQuery(request.url, context.config());
    const ledgers = await readStore(context, (store) =>
      Promise.all(collectors.map(({ name }) => readGaps(store, name))),
    );
    const matching = collectors
      .flatMap((collector, index) => (ledgers[index] ?? []).map((gap) => ({ collector, gap })))
      .filter(({ gap }) => (code === null || gap.code === code) && (state === null || gap.state === state))
      .sort((a, b) => newestFoundFirst(a.gap, b.gap));
    response.json({
      at: Math.round(context.board.now()),
      total: matching.length,
      open: matching.filter(({ gap }) => gap.state === 'open').length,
      gaps: matching.slice(0, limit).map(({ collector, gap }) => rowOf(collector, gap)),
    });
  };
}

function rowOf(collector: Collector, gap: Gap) {
  const { code, from, to, cause, state, foundAt, changedAt, rows } = gap;
  return {
    feed: collector.feed,
    type: collector.type,
    code,
    from,
    to,
    missing: collector.interval === undefined ? to - from + 1 : countOf(collector.interval, from, to),
    cause,
    state,
    foundAt: Math.round(foundAt),
    changedAt: Math.round(changedAt),
    rows,
  };
}
