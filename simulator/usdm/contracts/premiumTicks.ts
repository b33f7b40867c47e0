import { DAY, unitAt } from '../../trading/calendar.ts';
import type { History } from '../../trading/history/history.ts';
import { datedPremium, dayPremium } from './premium.ts';

/** How many ticks a contract's trades are above its pair's, at an instant. */
export type TicksAt = (time: number) => number;

/** Of a perpetual: one premium for each UTC day. */
export function perpetualTicks(base: History, factor: number, seed: number): TicksAt {
  const openAt = opens(base, factor);
  return keepByDay((day) => Math.round(openAt(day) * dayPremium(seed, day)));
}

/**
 * Of a dated contract: one for each UTC day and delivery.
 * @param deliveredAt when the contract that is meant at an instant is delivered; it may become another one at a whole hour
 */
export function datedTicks(
  base: History,
  factor: number,
  seed: number,
  deliveredAt: (time: number) => number,
): TicksAt {
  const openAt = opens(base, factor);
  const byDelivery = new Map<number, TicksAt>();
  return (time) => {
    const delivery = deliveredAt(time);
    let ticksAt = byDelivery.get(delivery);
    if (ticksAt === undefined) {
      ticksAt = keepByDay((day) => Math.round(openAt(day) * datedPremium(seed, delivery, day * DAY)));
      byDelivery.set(delivery, ticksAt);
    }
    return ticksAt(time);
  };
}

/** The price with which a day begins, in the contract's ticks; 0 where nothing was traded. */
const opens = (base: History, factor: number) => (day: number) => (base.candle('day', day)?.open ?? 0) * factor;

function keepByDay(make: (day: number) => number): TicksAt {
  const kept = new Map<number, number>();
  return (time) => {
    const day = unitAt('day', time);
    const known = kept.get(day);
    if (known !== undefined) return known;
    const ticks = make(day);
    kept.set(day, ticks);
    return ticks;
  };
}
