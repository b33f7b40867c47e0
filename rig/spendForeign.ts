import { setTimeout as wait } from 'node:timers/promises';
import type { Market } from '../markets/markets.js';
import type { World } from './world.ts';

/** A request of each market, and what it costs. */
const requests: Readonly<Record<Market, { readonly path: string; readonly weight: number }>> = {
  spot: { path: '/api/v3/exchangeInfo?symbol=BTCUSDT', weight: 20 },
  usdm: { path: '/fapi/v1/premiumIndex', weight: 10 },
};

/** Asks the exchange from the collectors' own address until the signal, as another program there might. Never rejects. */
export async function spendForeign(
  { exchangeUrl, market }: World,
  weightPerMinute: number,
  signal: AbortSignal,
): Promise<void> {
  const { path, weight } = requests[market];
  const everyMs = (60_000 * weight) / weightPerMinute;
  for (let next = performance.now(); !signal.aborted; next += everyMs) {
    await ask(exchangeUrl + path, signal);
    await wait(Math.max(0, next + everyMs - performance.now()), undefined, { signal }).catch(() => undefined);
  }
}

/** Spends so much weight at once, from the same address. Never rejects. */
export async function spendAtOnce({ exchangeUrl, market }: World, weight: number): Promise<void> {
  const signal = AbortSignal.timeout(5_000);
  const { path, weight: each } = requests[market];
  const length = Math.max(0, Math.floor(weight / each));
  await Promise.all(Array.from({ length }, () => ask(exchangeUrl + path, signal)));
}

async function ask(url: string, signal: AbortSignal): Promise<void> {
  await fetch(url, { signal })
    .then((response) => response.arrayBuffer())
    .catch(() => undefined);
}
