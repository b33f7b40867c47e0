import { type Collector, collectorsOf } from '../markets/markets.js';
import type { ExchangeClock } from '../store/market/clock.ts';

/** Collectors served by streams act in this part of a second of the exchange. */
const STREAMED = { from: 0.25, length: 0.2 };

/** The clocks are set against each other anew all the time. A phase close to the end of a second must not jump over it for that, ms. */
const AHEAD_STEP_MS = 50;

/** The exchange's clock minus this machine's, ms, as it was when it last changed by more than measurements differ. 0: it is not measured. */
export function createAhead(clock: Pick<ExchangeClock, 'now' | 'wall' | 'isMeasured'>): () => number {
  let aheadMs = 0;
  return () => {
    const now = clock.isMeasured() ? clock.now() - clock.wall() : aheadMs;
    if (Math.abs(now - aheadMs) > AHEAD_STEP_MS) aheadMs = now;
    return aheadMs;
  };
}

/**
 * At which moment of a second a collector acts, from 0 to 1. Those of a market that ask REST are spread over all of it, whatever other markets there are.
 *
 * What comes by streams is confirmed as of the newest event of its socket, and of quiet pairs that event comes at each whole second. Confirming just before
 * it gives ages of up to two seconds. So these act soon after it, when it has come from far away, too.
 *
 * @param aheadMs the exchange's clock minus this machine's
 */
export function phaseOf(
  { market, name }: Pick<Collector, 'market' | 'name'>,
  isStreamed: boolean,
  aheadMs: number,
): number {
  const own = collectorsOf(market);
  const place = own.findIndex((collector) => collector.name === name) / own.length;
  if (!isStreamed) return place;
  const phase = STREAMED.from + STREAMED.length * place - aheadMs / 1000;
  return phase - Math.floor(phase);
}
