import type { Connector } from '../../exchanges/connector.ts';
import { type Asker, ask } from '../../gateway/ask.ts';
import { NotSent } from '../../gateway/gate.ts';
import { createHalving, namesSymbols } from '../../gateway/halving.ts';
import type { Market } from '../../markets/markets.js';
import type { FeedQuery, LatestFeed } from '../../model/feed.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { createValidator } from '../../model/validate.ts';
import type { ExchangeClock } from '../../store/market/clock.ts';
import { writeNews } from '../../store/market/news.ts';
import type { Store } from '../../store/redis/connect.ts';
import { NEWS_EVERY_S, NEWS_MOST } from '../plan/restWork.ts';

/*
 * NEWS ROUNDS. A stream that speaks only on change proves nothing by its silence. So the keeper asks REST about all pairs each 15 s, in as few
 * requests as can be, and shares what it has found: the last trade of each pair, and its best bid and ask. Where a round would weigh too much, pairs
 * take turns. Whoever follows streams holds them against it (sources/streamed/silence/board.ts). Nothing of a round is stored as a pair's data.
 */

const EVERY_MS = NEWS_EVERY_S * 1000;
/**
 * At the start, and after streams were down, so many rounds come soon: those that are quiet are borne out by them. REST may have to answer anew for a pair in
 * between (compareTrades.ts), so one is not enough.
 */
const SOON_ROUNDS = 2;
/** Between two of them, ms. */
const LEAST_MS = 5_000;
/** A pair that was refused is left out for so long, ms. */
const STRANGER_MS = 60_000;

export interface NewsRoundsOptions extends Asker {
  readonly store: Store;
  readonly market: Market;
  readonly connector: Pick<Connector, 'news' | 'symbolOf' | 'feeds'>;
  readonly clock: Pick<ExchangeClock, 'monotonic' | 'now' | 'uncertainty'>;
  /** Codes of the pairs that are traded now. */
  readonly tradedPairs: () => readonly string[];
  /** Pairs that one request of a feed may ask for. */
  readonly chunkOf: (feed: string) => number;
  readonly onFailure: (error: unknown) => void;
  /** The exchange does not know some pairs, or refuses them alone. */
  readonly onUnknown: () => void;
}

export interface NewsRounds {
  /** One second has passed. @param isWanted anything comes by streams @param haveStreamsComeBack since the last call */
  tick(isWanted: boolean, haveStreamsComeBack: boolean): void;
  /** Waits for a round that is under way. */
  close(): Promise<void>;
}

export function createNewsRounds(options: NewsRoundsOptions): NewsRounds {
  const { store, market, connector, clock, tradedPairs, chunkOf, onFailure, onUnknown } = options;
  const { news } = connector;
  const feeds = (news?.feeds ?? []).flatMap((name) => {
    const feed = connector.feeds[name]?.({}, undefined);
    if (feed?.shape !== 'latest') return [];
    const halving = createHalving<string>(clock.monotonic);
    return [{ name, feed, halving, validate: createValidator<unknown>(feed.rowSchema) }];
  });
  /** Symbols that the exchange has refused, and when, monotonic ms. They are left out for a while, in which it becomes known which are traded. */
  const strangers = new Map<string, number>();
  /** Where the next round begins, where not all pairs have one. */
  let turn = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  /** So many rounds are still to come soon. */
  let soon = SOON_ROUNDS;
  let round: Promise<void> | null = null;

  const queryOf = (pairs: readonly string[]): FeedQuery => ({
    pairs,
    asOf: clock.now(),
    uncertainty: clock.uncertainty(),
  });

  function knownSymbols(): readonly string[] {
    for (const [symbol, at] of strangers) if (clock.monotonic() - at > STRANGER_MS) strangers.delete(symbol);
    return tradedPairs()
      .map(connector.symbolOf)
      .filter((symbol) => !strangers.has(symbol));
  }

  /** Pairs of a round: all, or as many as its weight allows, which take turns then. */
  function pairsOfRound(): readonly string[] {
    const symbols = knownSymbols();
    const query = queryOf(symbols);
    let most = symbols.length;
    const weightOf = (count: number) =>
      feeds.reduce((sum, { name, feed }) => {
        const chunk = Math.min(count, chunkOf(name));
        const { weight } = feed.request({ ...query, pairs: query.pairs.slice(0, chunk) });
        return sum + Math.ceil(count / chunk) * weight;
      }, 0);
    while (most > 1 && weightOf(most) > NEWS_MOST) most--;
    const start = turn % Math.max(1, symbols.length);
    turn = most < symbols.length ? start + most : 0;
    return [...symbols, ...symbols].slice(start, start + most);
  }

  async function go(): Promise<void> {
    const at = clock.now();
    const [trades, tops]: [Record<string, number>, Record<string, string>] = [{}, {}];
    const symbols = pairsOfRound();
    let failure: unknown = null;
    for (const { name, feed, halving, validate } of feeds) {
      const take = async (part: readonly string[]): Promise<void> => {
        for (const [symbol, value] of await askFor(feed, validate, part)) {
          const { lastTrade, top } = news?.read(name, value) ?? {};
          if (lastTrade !== undefined) trades[symbol] = lastTrade;
          if (top !== undefined) tops[symbol] = top;
        }
      };
      const isNamed = (part: readonly string[]) => namesSymbols(feed.request(queryOf(part)), part);
      // What is not sent costs nothing: others may be.
      for (
        let from = 0;
        from < symbols.length && (failure === null || failure instanceof NotSent);
        from += chunkOf(name)
      ) {
        const part = symbols.slice(from, from + chunkOf(name)).filter((symbol) => !strangers.has(symbol));
        // Of a pair that the exchange has just ceased to know there is no news, and of the others there is.
        const found = await halving.send(part, take, undefined, isNamed);
        const [failed] = found.failures.values();
        failure = failed ?? failure;
        for (const symbol of found.strangers) strangers.set(symbol, clock.monotonic());
        if (found.strangers.length > 0) onUnknown();
      }
    }
    // What was found out is of use, though the rest was not.
    await writeNews(store, market, at, { trades, tops, tookMs: Math.max(0, Math.round(clock.now() - at)) });
    if (failure !== null) throw failure;
  }

  /** What can be used of the answer: what cannot is no news. */
  async function askFor(
    feed: LatestFeed,
    validate: (row: unknown, what: string) => unknown,
    pairs: readonly string[],
  ): Promise<[symbol: string, value: string][]> {
    const query = queryOf(pairs);
    const request = feed.request(query);
    const { data, text } = await ask(options, request, 'live', 'newsWeight');
    return feed.entries({ data, text, path: request.path }, query).flatMap((entry) => {
      try {
        const value = feed.valueOf(validate(entry.row, request.path), entry, query);
        return value === null ? [] : [[entry.symbol, value.value] as [string, string]];
      } catch (error) {
        if (error instanceof InvalidPayload) return [];
        throw error;
      }
    });
  }

  return {
    tick(isWanted, haveStreamsComeBack) {
      if (haveStreamsComeBack) soon = SOON_ROUNDS;
      const passed = clock.monotonic() - lastAt;
      if (!isWanted || round !== null || tradedPairs().length === 0) return;
      if (passed < (soon > 0 ? LEAST_MS : EVERY_MS)) return;
      lastAt = clock.monotonic();
      soon = Math.max(0, soon - 1);
      round = go()
        .catch((error: unknown) => {
          // Without weight, or during a pause, there is no news now: that is said elsewhere.
          if (!(error instanceof NotSent)) onFailure(error);
        })
        .finally(() => {
          round = null;
        });
    },
    async close() {
      await round;
    },
  };
}
