import { audit } from '../../rig/audit.ts';
import { targetsOf } from '../../rig/targets.ts';
import type { FuturesWorld } from './futuresWorld.ts';

/** How the stored rows of a feed of futures compare with those of the exchange. */
export interface Compared {
  readonly rows: number;
  /** Other than the exchange's, or not there; the first one in words. */
  readonly unequal: number;
  readonly first?: string;
}

/** All series of futures as they are stored, by feed. */
export async function compareRows({ world }: Pick<FuturesWorld, 'world'>): Promise<Map<string, Compared>> {
  const { wrong, missing } = await audit(world, new Map());
  const compared = new Map<string, Compared>();
  for (const { key, kind, collector } of targetsOf(world.config())) {
    if (collector.market !== 'usdm' || kind === 'latest') continue;
    const own = wrong.filter((each) => each.key === key);
    const lacking = missing.get(key) ?? 0;
    const before = compared.get(collector.feed) ?? { rows: 0, unequal: 0 };
    const first = before.first ?? own[0]?.why ?? (lacking > 0 ? `${key}: ${lacking} missing` : undefined);
    compared.set(collector.feed, {
      rows: before.rows + (await world.store.redis.zcard(key)),
      unequal: before.unequal + own.length + lacking,
      ...(first !== undefined && { first }),
    });
  }
  return compared;
}
