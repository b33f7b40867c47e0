import { setTimeout as wait } from 'node:timers/promises';
import type { World } from './world.ts';

/** What exchangeInfo costs. */
const WEIGHT = 20;

/** Asks the exchange from the collectors' own address until the signal, as another program there might. Never rejects. */
export async function spendForeign(
  { exchangeUrl }: World,
  weightPerMinute: number,
  signal: AbortSignal,
): Promise<void> {
  const everyMs = (60_000 * WEIGHT) / weightPerMinute;
  for (let next = performance.now(); !signal.aborted; next += everyMs) {
    await fetch(`${exchangeUrl}/api/v3/exchangeInfo?symbol=BTCUSDT`, { signal })
      .then((response) => response.arrayBuffer())
      .catch(() => undefined);
    await wait(Math.max(0, next + everyMs - performance.now()), undefined, { signal }).catch(() => undefined);
  }
}
