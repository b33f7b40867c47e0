import type { RequestHandler } from 'express';
import type { Collector } from '../../../markets/markets.js';
import { countOf } from '../../../model/candleTime.ts';
import { type Gap, newestFoundFirst, readGaps } from '../../../store/values/gaps.ts';
import type { ApiContext } from '../../context/context.ts';
import { marketMember, namedMember } from '../../context/markets.ts';
import { readStore } from '../../http/readStore.ts';
import { shareForMoment } from '../read/shareForMoment.ts';
import { type GapsQuery, parseGapsQuery } from './gapsQuery.ts';

/**
 * Answers which rows of series are or were missing, and why. Requests of one moment share what is read from Redis; equal requests share
 * the whole answer.
 */
export function gaps(context: ApiContext, momentMs: number): RequestHandler {
  const ledgerOf = shareForMoment((worker) => readStore(context, (store) => readGaps(store, worker)), momentMs);
  const textOf = shareForMoment(async (url) => {
    const query = parseGapsQuery(url, context.config(), context.markets);
    const ledgers: Gap[][] = [];
    // One ledger after the other: to parse a thousand entries takes 10 ms, and nobody else is answered meanwhile.
    for (const { name } of query.collectors) ledgers.push(await ledgerOf(name));
    return Buffer.from(JSON.stringify(answerOf(query, ledgers, Math.round(context.board.now(query.market)))));
  }, momentMs);
  return async (request, response) => {
    response.type('json').send(await textOf(request.url));
  };
}

/** @param at exchange-clock ms */
function answerOf({ collectors, code, state, limit }: GapsQuery, ledgers: readonly (readonly Gap[])[], at: number) {
  const matching = collectors
    .flatMap((collector, index) => (ledgers[index] ?? []).map((gap) => ({ collector, gap })))
    .filter(({ gap }) => (code === null || gap.code === code) && (state === null || gap.state === state))
    .sort((a, b) => newestFoundFirst(a.gap, b.gap));
  return {
    at,
    total: matching.length,
    open: matching.filter(({ gap }) => gap.state === 'open').length,
    gaps: matching.slice(0, limit).map(({ collector, gap }) => rowOf(collector, gap)),
  };
}

/** Rows from `from` to `to`, both included; null where nothing tells how many there are in between. */
function missingRows({ interval, row }: Collector, from: number, to: number): number | null {
  if (interval !== undefined) return countOf(interval, from, to);
  return row.shape === 'series' && row.continuity === 'ids' ? to - from + 1 : null;
}

function rowOf(collector: Collector, gap: Gap) {
  const { code, from, to, cause, state, foundAt, changedAt, rows } = gap;
  return {
    ...marketMember(collector.market),
    feed: collector.feed,
    type: collector.type,
    ...namedMember(collector),
    code,
    from,
    to,
    missing: missingRows(collector, from, to),
    cause,
    state,
    foundAt: Math.round(foundAt),
    changedAt: Math.round(changedAt),
    rows,
  };
}
