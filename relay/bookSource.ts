import type { Connector } from '../exchanges/connector.ts';
import { type Gate, NotSent } from '../gateway/gate.ts';
import { snapshotIn } from '../model/bookSnapshot.ts';
import type { ExchangeRequest } from '../model/exchangeRequest.ts';
import type { LatestFeed, Payload } from '../model/feed.ts';
import { InvalidPayload } from '../model/invalidPayload.ts';
import type { BookSnapshot } from '../model/localBook.ts';
import { parseJson } from '../model/parseJson.ts';
import type { StreamedBook } from '../model/streamed.ts';
import { createValidator } from '../model/validate.ts';
import type { ExchangeClock } from '../store/market/clock.ts';

/** Where whole books come from, and what changes of them mean: as the market's feed of books knows it. */
export interface BookSource extends Pick<StreamedBook, 'changeOf' | 'levels' | 'snapshotLevels'> {
  /** Asks for a book. @throws what the gate throws; InvalidPayload where the answer cannot be used whole */
  ask(symbol: string): Promise<BookSnapshot>;
}

/** The feed of a market that holds its books. */
const BOOKS = 'depth';

/** A side of which fewer levels are known is asked for anew. A snapshot has twice as many. */
const LEVELS = 500;

const OK = 200;

/** The relay, as one of those whom callers' weight is shared among. */
const RELAY = 'relay';

/**
 * With weight that live polls leave, as history is fetched, so that what is collected stays fresh however many books are asked for. Where history has
 * taken all of that, as in the first minutes of an installation, with what is kept for callers: they wait for it.
 */
async function send(gate: Pick<Gate, 'send' | 'pass'>, request: ExchangeRequest): Promise<Omit<Payload, 'path'>> {
  try {
    return await gate.send(request, 'fill');
  } catch (error) {
    if (!(error instanceof NotSent) || error.code !== 'throttled') throw error;
    const { status, body } = await gate.pass(request, RELAY);
    if (status === OK) return { data: parseJson(body), text: body };
    throw new InvalidPayload(`${request.path}: the exchange answers ${status}`);
  }
}

/** @returns null where the market has no books that are told by changes */
export function createBookSource(
  { feeds }: Pick<Connector, 'feeds'>,
  gate: Pick<Gate, 'send' | 'pass'>,
  clock: Pick<ExchangeClock, 'nowOrWall' | 'uncertainty'>,
): BookSource | null {
  const feed = feeds[BOOKS]?.({ levels: LEVELS }, undefined);
  if (feed?.shape !== 'latest' || feed.streamed?.by !== 'book') return null;
  const { streamed } = feed;
  const validate = createValidator<unknown>(feed.rowSchema);
  return {
    levels: streamed.levels,
    snapshotLevels: streamed.snapshotLevels,
    changeOf: streamed.changeOf,

    async ask(symbol) {
      const query = { pairs: [symbol], asOf: clock.nowOrWall(), uncertainty: clock.uncertainty() };
      const request = streamed.snapshot(query);
      const { data, text } = await send(gate, request);
      const { path } = request;
      const entry = feed.entries({ data, text, path }, query).find((each) => each.symbol === symbol);
      if (entry === undefined) throw new InvalidPayload(`${path}: no book of ${symbol}`);
      const row = validate(entry.row, path);
      return snapshotIn(streamed.wholeOf?.(row, entry) ?? (feed as LatestFeed).valueOf(row, entry, query), symbol);
    },
  };
}
