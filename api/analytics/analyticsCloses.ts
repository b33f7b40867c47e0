import type { RequestHandler } from 'express';
import { joinCloses } from '../../analysis/closes.ts';
import { closesStatistics, meanOf } from '../../analysis/closesStatistics.ts';
import type { Market } from '../../markets/markets.js';
import { type ComparedClose, type ComparedCloses, readCloses } from '../../store/reports/comparedCloses.ts';
import type { ApiContext } from '../context/context.ts';
import { parametersOf } from '../http/parameters.ts';
import { readStore } from '../http/readStore.ts';
import { shareForMoment } from '../state/read/shareForMoment.ts';
import { parsePair } from './analytics.ts';

/** Answers the closes of a pair that the audit has compared, as its streams and as REST told them. Equal requests of one moment share the answer. */
export function analyticsCloses(context: ApiContext, momentMs: number): RequestHandler {
  const textOf = shareForMoment(async (url) => {
    const { market, code } = parsePair(parametersOf(url), context);
    const compared = await readStore(context, (store) => readCloses(store, market, code));
    return Buffer.from(JSON.stringify(answerOf(market, code, compared)));
  }, momentMs);
  return async (request, response) => {
    response.type('json').send(await textOf(request.url));
  };
}

function answerOf(market: Market, code: string, compared: ComparedCloses | null) {
  const closes = compared?.closes ?? [];
  return {
    market,
    code,
    /** Of the candles, minutes. */
    interval: 1,
    /** When REST was asked last, exchange-clock ms; null: nothing was compared within the last day. */
    asOf: compared?.at ?? null,
    closes: closes.map(([time, stream, rest]) => ({ time, stream, rest })),
    statistics: statisticsOf(closes),
  };
}

/** Those of analysis/closesStatistics.ts that are of closes alone: which volumes they have was not compared. */
function statisticsOf(closes: readonly ComparedClose[]) {
  const side = (of: 1 | 2) =>
    closes.flatMap((row) => {
      const close = row[of];
      return close === null ? [] : [{ openTime: row[0], close, volume: '0' }];
    });
  const joined = joinCloses(side(1), side(2));
  const { rows, matched, equal, unequal, largestDifference, highest, lowest, mean: both } = closesStatistics(joined);
  const mean = { stream: meanOf(joined, ['stream']), rest: meanOf(joined, ['rest']), both };
  return { rows, matched, equal, unequal, largestDifference, highest, lowest, mean };
}
