import type { Connector } from '../exchanges/connector.ts';
import type { Gate } from '../gateway/gate.ts';
import { snapshotIn } from '../model/bookSnapshot.ts';
import type { LatestFeed } from '../model/feed.ts';
import { InvalidPayload } from '../model/invalidPayload.ts';
import type { BookSnapshot } from '../model/localBook.ts';
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

/** @returns null where the market has no books that are told by changes */
export function createBookSource(
  { feeds }: Pick<Connector, 'feeds'>,
  gate: Pick<Gate, 'send'>,
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
      // What live requests leave, beside history: however many books are asked for, what is collected stays fresh.
      const { data, text } = await gate.send(request, 'fill');
      const { path } = request;
      const entry = feed.entries({ data, text, path }, query).find((each) => each.symbol === symbol);
      if (entry === undefined) throw new InvalidPayload(`${path}: no book of ${symbol}`);
      const row = validate(entry.row, path);
      return snapshotIn(streamed.wholeOf?.(row, entry) ?? (feed as LatestFeed).valueOf(row, entry, query), symbol);
    },
  };
}
