import { ask } from '../../../gateway/ask.ts';
import { NotSent } from '../../../gateway/gate.ts';
import type { Payload, SeriesFeed } from '../../../model/feed.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import type { Span } from '../../../model/sumCandles.ts';
import { queryNow, type WorkerContext } from '../../context/workerContext.ts';
import type { PairState } from '../../state/pairState.ts';
import type { Holes } from '../../state/rolledState.ts';

/**
 * Finds out why no candle of a time is stored: either we lack candles, or the exchange has none (the pair was listed later, or the exchange
 * was down). The exchange is asked once, for its oldest candle from the beginning of that time on. A candle that lies behind the time shows
 * that there is none in it. A replica that lags cannot give this answer, since it does not know what follows.
 *
 * @param finest the feed of the finest candles, which are missing wherever any are; undefined: the exchange cannot be asked so
 * @returns whether something new is known now @throws what the gate throws, NotSent excepted
 */
export async function lookIntoHole(
  context: Pick<WorkerContext, 'gate' | 'count' | 'clock'>,
  { symbol, rolled: { holes } }: Pick<PairState, 'symbol' | 'rolled'>,
  finest: Pick<SeriesFeed, 'oldest' | 'rowsIn' | 'scoreOf'> | undefined,
  { from, to }: Span,
): Promise<boolean> {
  // The first time the row may just be about to be stored.
  const isMetAgain = holes.metAt === from;
  holes.metAt = from;
  const isKnown = holes.present !== null && holes.present >= from && holes.present < to;
  if (!isMetAgain || isKnown || finest?.oldest === undefined) return false;

  const request = finest.oldest(queryNow(context, [symbol]), from);
  const reply = await ask(context, request).catch((error: unknown) => {
    if (error instanceof NotSent) return null;
    throw error;
  });
  // An answer without a row, or with none that can be read, tells nothing of the hole.
  const [row] = reply === null ? [] : rowsOf(finest, { ...reply, path: request.path });
  const openTime = finest.scoreOf(row);
  if (openTime === null || openTime < from) return false;
  if (openTime > from) holes.absent.push({ from, to: openTime });
  if (openTime < to) holes.present = openTime;
  return openTime > from;
}

function rowsOf({ rowsIn }: Pick<SeriesFeed, 'rowsIn'>, payload: Payload): readonly unknown[] {
  try {
    return rowsIn(payload);
  } catch (error) {
    if (error instanceof InvalidPayload) return [];
    throw error;
  }
}

/** What lies before `openTime`, where the oldest candle opens that is still summed up, is not asked for again. */
export function forgetHoles(holes: Holes, openTime: number): void {
  holes.absent = holes.absent.filter(({ to }) => to > openTime);
}
