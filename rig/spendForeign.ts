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
    await ask(exchangeUrl, signal);
    await wait(Math.max(0, next + everyMs - performance.now()), undefined, { signal }).catch(() => undefined);
  }
}

/** Spends so much weight at once, from the same address. Never rejects. */
export async function spendAtOnce({ exchangeUrl }: World, weight: number): Promise<void> {
  const signal = AbortSignal.timeout(5_000);
  await Promise.all(Array.from({ length: Math.max(0, Math.floor(weight / WEIGHT)) }, () => ask(exchangeUrl, signal)));
}

async function ask(exchangeUrl: string, signal: AbortSignal): Promise<void> {
  await fetch(`${exchangeUrl}/api/v3/exchangeInfo?symbol=BTCUSDT`, { signal })
    .then((response) => response.arrayBuffer())
    .catch(() => undefined);
}
