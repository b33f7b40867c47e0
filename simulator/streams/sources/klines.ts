import { klineRow } from '../../endpoints/klineRow.ts';
import type { Interval } from '../../intervals.ts';
import { DAY } from '../../trading/calendar.ts';
import type { Candle } from '../../trading/candle.ts';
import type { Listing } from '../../trading/pairs.ts';
import { type Emit, nextTick } from '../source.ts';
import type { PairTelling } from './pairSource.ts';

/** Candles that have closed since the last time and are told one by one; older ones are passed over. */
const MOST_CLOSES = 100;

/** How a market tells its candles. */
export interface KlineForm {
  readonly everyMs: number;
  /** How long after its end a candle is told to be closed, ms; until then the next one is not told. */
  lateBy(openTime: number): number;
  /** The event, around what is said of the candle. */
  eventOf(listing: Listing, E: number, k: object): object;
}

const SPOT: KlineForm = {
  everyMs: 2000,
  lateBy: () => 0,
  eventOf: ({ spec: { symbol: s } }, E, k) => ({ e: 'kline', E, s, k }),
};

/** Candles of a second are told more often. */
const SPOT_SECONDS: KlineForm = { ...SPOT, everyMs: 1000 };

export const spotKlines = (name: string, interval: Interval): PairTelling =>
  klineTelling(name, interval, name === '1s' ? SPOT_SECONDS : SPOT);

/** `<symbol>@kline_<interval>`: the forming candle when something was traded since, and each candle once when it has closed. */
export function klineTelling(name: string, interval: Interval, form: KlineForm): PairTelling {
  const { everyMs, lateBy } = form;
  let openTime = 0;
  let lastId = -1;

  const openAt = ({ trading }: Listing, instant: number): number =>
    interval.open(instant, Math.floor(trading.firstTime / DAY) * DAY);
  const closesAt = (opened: number): number => interval.next(opened) + lateBy(opened);
  const next = (now: number): number => Math.min(nextTick(now, everyMs), closesAt(openTime));

  const tellCandle = (listing: Listing, opened: number, instant: number, now: number, x: boolean, emit: Emit): void => {
    const candle = listing.trading.candle(interval, opened, instant);
    if (candle !== undefined && candle.trades > 0) emitCandle(listing, candle, name, now, x, form, emit);
  };

  return {
    start(listing, instant, now) {
      openTime = openAt(listing, instant);
      lastId = listing.trading.lastOrder(instant)?.id ?? -1;
      return next(now);
    },
    tell(listing, instant, now, emit) {
      const opens = openAt(listing, instant);
      for (let closes = 0; openTime < opens && closes < MOST_CLOSES; closes += 1) {
        if (now < closesAt(openTime)) return closesAt(openTime);
        tellCandle(listing, openTime, instant, now, true, emit);
        openTime = interval.next(openTime);
      }
      openTime = opens;
      const id = listing.trading.lastOrder(instant)?.id ?? -1;
      if (id !== lastId) tellCandle(listing, openTime, instant, now, false, emit);
      lastId = id;
      return next(now);
    },
  };
}

function emitCandle(
  listing: Listing,
  candle: Candle,
  i: string,
  now: number,
  x: boolean,
  { eventOf }: KlineForm,
  emit: Emit,
): void {
  const { spec, trading } = listing;
  const [t, o, h, l, c, v, T, q, n, V, Q] = klineRow(candle, trading.scale);
  const before = trading.span(candle.openTime, candle.openTime).before.trades;
  const s = spec.symbol;
  const [f, L] = [before, before + candle.trades - 1];
  emit((time) =>
    eventOf(listing, time(now), {
      ...{ t: time(Number(t)), T: time(Number(T)), s, i, f, L },
      ...{ o, c, h, l, v, n, x, q, V, Q, B: '0' },
    }),
  );
}
