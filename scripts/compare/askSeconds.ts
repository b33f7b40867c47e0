import { setTimeout as wait } from 'node:timers/promises';
import { SECOND_MS, type SecondRow } from '../../analysis/closes.ts';
import { secondsOfTrades } from '../../analysis/closesOfTold.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import type { ExchangeRequest } from '../../model/exchangeRequest.ts';
import type { AskedCandles, AskedTrades, Seconds, SecondTrade } from '../../model/seconds.ts';
import { askPatiently, type Patience } from './askPatiently.ts';

/** No replica of the exchange lags by more, ms. */
const LONGEST_LAG_MS = 15_000;

const AGAIN_MS = 1_000;

/** Candles beyond the last one that are asked for: the next one shows that the last is over. */
const BEYOND = 5;

export interface AskSecondsOptions extends Patience {
  readonly guest: Pick<Guest, 'ask' | 'clock'>;
  readonly symbol: string;
  /** When the first and the last second begin, ms. */
  readonly from: number;
  readonly to: number;
  /** So many of the seconds are known. */
  onProgress(done: number): void;
}

/**
 * The same seconds from the exchange's REST API, asked when they are over, until it shows what came after the last one: by then all of them are there and
 * final.
 *
 * @throws StartError as askPatiently
 */
export function askSeconds({ asked }: Seconds, options: AskSecondsOptions): Promise<readonly SecondRow[]> {
  return asked.by === 'candles' ? askCandles(asked, options) : askTrades(asked, options);
}

/** Whether the exchange answers and knows the pair. @throws StartError as askPatiently */
export async function checkPair({ asked }: Seconds, options: Omit<AskSecondsOptions, 'from' | 'to' | 'onProgress'>) {
  const { guest, symbol } = options;
  const recently = Math.floor(guest.clock.nowOrWall()) - LONGEST_LAG_MS;
  await askPatiently(
    guest,
    asked.by === 'candles' ? asked.from(symbol, recently, 1) : asked.newest(symbol, 1),
    (payload) => void asked.rowsIn(payload),
    options,
  );
}

/** @returns whether the exchange had time enough to know all up to there */
const isLongOver = ({ guest: { clock }, to }: AskSecondsOptions): boolean =>
  clock.nowOrWall() - clockDoubt(clock.uncertainty()) > to + SECOND_MS + LONGEST_LAG_MS;

const clockDoubt = (uncertainty: number): number => Math.min(uncertainty, LONGEST_LAG_MS);

async function askCandles(asked: AskedCandles, options: AskSecondsOptions): Promise<readonly SecondRow[]> {
  const { guest, symbol, from, to, signal, onProgress } = options;
  const found = new Map<number, SecondRow>();
  for (let next = from; ; ) {
    const wasLongOver = isLongOver(options);
    const left = (to - next) / SECOND_MS + 1 + BEYOND;
    const limit = Math.min(asked.pageRows, left);
    const page = await askPatiently(guest, asked.from(symbol, next, limit), asked.rowsIn, options);
    for (const { openTime, close, volume } of page) {
      if (openTime >= from && openTime <= to) found.set(openTime, { openTime, close, volume });
    }
    const last = page.at(-1)?.openTime ?? next;
    onProgress(Math.min(to, last) < from ? 0 : (Math.min(to, last) - from) / SECOND_MS + 1);
    if (last > to) return [...found.values()];
    const isFull = page.length >= limit;
    if (!isFull && wasLongOver) return [...found.values()];
    // The last one may be forming, or of a replica that lags: it is asked for again.
    next = Math.max(next, last);
    if (!isFull) await wait(AGAIN_MS, undefined, { signal });
  }
}

async function askTrades(asked: AskedTrades, options: AskSecondsOptions): Promise<readonly SecondRow[]> {
  const { guest, symbol, from, to, signal, onProgress } = options;
  const end = to + SECOND_MS;
  const ask = (request: ExchangeRequest) => askPatiently(guest, request, asked.rowsIn, options);
  const trades: SecondTrade[] = [];
  for (;;) {
    const wasLongOver = isLongOver(options);
    const before = trades.at(-1);
    const page = await ask(
      before === undefined ? asked.from(symbol, from) : asked.fromId(symbol, before.id + 1, asked.pageRows),
    );
    for (const trade of page) trades.push(trade);
    const last = trades.at(-1);
    if (last !== undefined) onProgress(Math.max(0, Math.floor((Math.min(last.time, end) - from) / SECOND_MS)));
    if (last !== undefined && last.time >= end) break;
    if (page.length >= asked.pageRows) continue;
    if (wasLongOver) break;
    await wait(AGAIN_MS, undefined, { signal });
  }
  // The one before the first: by it quiet seconds at the beginning are known, and that the first second is whole.
  const [first] = trades;
  const before =
    first === undefined
      ? (await ask(asked.newest(symbol, 1))).filter(({ time }) => time < from)
      : first.id > 0
        ? await ask(asked.fromId(symbol, first.id - 1, 1))
        : [];
  const rows = secondsOfTrades([...before, ...trades], end);
  return rows.filter(({ openTime }) => openTime >= from && openTime <= to);
}
