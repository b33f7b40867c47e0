import { marketConfigOf } from '../config/marketConfig.ts';
import { type Market, marketNames } from '../markets/markets.js';
import type { World } from './world.ts';

/** Gaps of all markets on record that are not filled yet; 0 where the API keeps no record of gaps. */
export async function openGaps(world: World): Promise<number> {
  const collected = marketNames.filter((market) => marketConfigOf(world.config(), market) !== undefined);
  const counts = await Promise.all(collected.map((market) => openGapsOf(world, market)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function openGapsOf({ apiUrl }: World, market: Market): Promise<number> {
  const response = await fetch(`${apiUrl}/gaps?state=open&market=${market}`, {
    signal: AbortSignal.timeout(3_000),
  }).catch(() => undefined);
  if (response?.status !== 200) return 0;
  const { open } = (await response.json()) as { open: number };
  return open;
}
