import type { Market } from '../../markets/markets.js';
import type { Truth } from '../truth.ts';
import { BookByDocument, type DepthAnswer, type DepthEvent } from './bookByDocument.ts';

/** What a caller hears of one pair over one socket, from its opening to its end. */
export interface Line {
  /** Takes an event, whatever it tells of the pair. */
  take(event: StreamEvent): void;
  /** Exchange time of the last event by which the book was in step and no older trade was missing; null: not yet. */
  inStepAt(): number | null;
  /** Another snapshot is not asked for any more. */
  close(): void;
}

/** An event of a stream. */
export type StreamEvent = Readonly<Record<string, unknown>> & { readonly e?: string; readonly E?: number };

export interface LineOptions {
  readonly market: Market;
  readonly code: string;
  readonly truth: Truth;
  /** Asks our API for a book. Rejects where there is none now. */
  readonly ask: () => Promise<DepthAnswer>;
  /** What must not be. */
  readonly note: (why: string) => void;
}

/** Levels of each side that are held against the exchange's. */
const LEVELS = 10;
/** Of so many changes one is. */
const LOOK_AT = 5;
const RETRY_MS = 250;
/** Trades come over another socket of the relay's than changes of the book: they may be so much later, ms. */
const TRADES_LAG_MS = 1_000;

/** Numbers of the last ones, by the kinds of streams that tell them. */
interface Trades {
  trade: number;
  aggTrade: number;
}
const kinds = ['trade', 'aggTrade'] as const;

const depthPath = { spot: '/api/v3/depth', usdm: '/fapi/v1/depth' } as const;

export function createLine(options: LineOptions): Line {
  const { market, code, truth, ask, note } = options;
  const book = new BookByDocument(market);
  const last: Partial<Trades> = {};
  /** The last trades of when the book was first in step: later ones have to come. */
  let since: Trades | null = null;
  let isAsking = false;
  let isOver = false;
  let changes = 0;
  let inStepAt: number | null = null;

  /** Each has the number after that of the one before. */
  function takeTrade(kind: keyof Trades, number: number): void {
    const before = last[kind];
    if (before !== undefined && number !== before + 1) note(`after the ${kind} ${before} came ${number}`);
    last[kind] = number;
  }

  async function begin(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    while (!isOver && !book.isInStep) {
      const heard = book.last ?? 0;
      const answer = await ask().catch(() => null);
      if (isOver) break;
      if (answer !== null && answer.lastUpdateId < heard)
        note(`a book of ${answer.lastUpdateId} when ${heard} was told`);
      if (answer === null || !book.begin(answer)) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    isAsking = false;
  }

  function takeChange(event: DepthEvent): void {
    const hole = book.take(event);
    if (hole !== null) note(hole);
    if (!book.isInStep) {
      void begin();
      return;
    }
    changes += 1;
    if (changes % LOOK_AT === 1) judge(event);
    if (haveTrades(event.E)) inStepAt = event.E;
  }

  /** The market follows from seed and time, so the book of the event's time is known. */
  function judge({ E, u }: DepthEvent): void {
    const params = { symbol: code.toUpperCase(), limit: LEVELS };
    const right = truth.answer({ path: depthPath[market], params }, E) as DepthAnswer;
    if (right.lastUpdateId !== u) note(`the change ${u} was told with the time of ${right.lastUpdateId}`);
    else
      for (const side of ['bids', 'asks'] as const) compare(side, book.best(LEVELS)[side], right[side], `${u} of ${E}`);
  }

  function compare(side: string, mine: DepthAnswer['bids'], right: DepthAnswer['bids'], which: string): void {
    const at = right.findIndex((level, index) => String(level) !== String(mine[index]));
    if (at < 0) return;
    note(`${side} of the book ${which} are not the exchange's: level ${at} is ${mine[at]}, and should be ${right[at]}`);
  }

  const tradesAt = (at: number): Trades => ({
    trade: truth.lastFillId(code, at),
    aggTrade: truth.lastTradeId(code, at),
  });

  /** Whether the trades are there that were made before, since the book was first in step. */
  function haveTrades(at: number): boolean {
    since ??= tradesAt(at + TRADES_LAG_MS);
    const [first, wanted] = [since, tradesAt(at - TRADES_LAG_MS)];
    return kinds.every((kind) => wanted[kind] <= first[kind] || (last[kind] ?? 0) >= wanted[kind]);
  }

  return {
    take(event) {
      if (event.e === 'depthUpdate') takeChange(event as unknown as DepthEvent);
      else if (event.e === 'trade') takeTrade('trade', Number(event.t));
      else if (event.e === 'aggTrade') takeTrade('aggTrade', Number(event.a));
    },
    inStepAt: () => inStepAt,
    close() {
      isOver = true;
    },
  };
}
