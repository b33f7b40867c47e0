import type { JudgedRows, Validate } from '../../collectors/ingest/ingest.ts';
import { judgeRows } from '../../collectors/ingest/judging/judgeRows.ts';
import { NotSent } from '../../gateway/gate.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import type { ExchangeReply, ExchangeRequest } from '../../model/exchangeRequest.ts';
import type { FeedQuery, SeriesFeed } from '../../model/feed.ts';
import { type Patience, patiently } from './patience.ts';

/** It is measured again after so long. */
const AGAIN = { retryAfterMs: 5_000 };

/** One series, as it is asked for by REST. */
export interface AskedRows {
  readonly rest: Guest;
  readonly feed: SeriesFeed;
  readonly validate: Validate;
  /** As the exchange calls the pair. */
  readonly symbol: string;
  /** Names the series in messages, `spot btcusdt klines:1`. */
  readonly what: string;
  readonly patience?: Patience;
  /** Told of rows that cannot be right: they are left out. */
  readonly onBad?: (count: number, fault: string) => void;
  /** Told what the exchange does not have, in words. */
  readonly onNote?: (note: string) => void;
}

/** A page of rows, judged as the collectors judge it. */
export interface Page extends JudgedRows {
  /** The exchange does not keep rows that old. */
  readonly isTooOld: boolean;
}

/** The question as of now. @throws StartError where the exchange's clock cannot be measured for so long */
export async function queryOf({ rest, symbol, what, patience = {} }: AskedRows): Promise<FeedQuery> {
  const { clock } = rest;
  await patiently(
    what,
    async () => {
      await rest.ready();
      if (!clock.isMeasured()) throw new NotSent('throttled', 'the exchange does not tell its time', AGAIN);
    },
    patience,
  );
  return { pairs: [symbol], asOf: clock.now(), uncertainty: clock.uncertainty() };
}

/** Asks once, or as often as it takes. Throws as `patiently` does. */
export const askFor = ({ rest, what, patience = {} }: AskedRows, request: ExchangeRequest): Promise<ExchangeReply> =>
  patiently(what, () => rest.ask(request), patience);

/** Asks for a page until there is one that can be read. Throws as `patiently` does. */
export async function askForPage(asked: AskedRows, request: ExchangeRequest, query: FeedQuery): Promise<Page> {
  const { rest, feed, validate, what, patience = {}, onBad } = asked;
  return patiently(
    what,
    async () => {
      const { data, text, isTooOld = false } = await rest.ask(request);
      const judged = judgeRows(feed, validate, { data, text, path: request.path }, query);
      if (judged.bad[0] !== undefined) onBad?.(judged.bad.length, judged.bad[0].fault);
      return { ...judged, isTooOld };
    },
    patience,
  );
}
