import { isSliding, type Limits } from '../../model/limits.ts';
import type { Store } from '../redis/connect.ts';
import type { Account } from './account.ts';
import { readCallersIn, readForeignIn, readUsedIn } from './fixedWindow.ts';
import { readCallersSliding, readForeignSliding, readUsedSliding } from './slidingWindow.ts';

/** What is spent of a limit, whatever its window: always as weight per minute. */

const MINUTE = 60_000;

/** How weight is counted; by fixed minutes where nothing is said. */
type Counted = Pick<Limits, 'windowMs' | 'window'>;

/** What a window has comes to so much in a minute. */
const perMinute = (weight: number, windowMs: number): number =>
  windowMs === MINUTE ? weight : Math.round((weight * MINUTE) / windowMs);

/**
 * Weight of the present window, ours and others', as weight per minute; null where the counter is damaged.
 *
 * @param now exchange-clock ms
 */
export async function readUsedWeight(
  store: Store,
  account: Account,
  now: number,
  counted: Counted = {},
): Promise<number | null> {
  const { windowMs = MINUTE } = counted;
  const used = await readUsedInWindow(store, account, now, counted);
  return used === null ? null : perMinute(used, windowMs);
}

/** The same, of the whole window. */
export function readUsedInWindow(
  store: Store,
  account: Account,
  now: number,
  counted: Counted = {},
): Promise<number | null> {
  const { windowMs = MINUTE } = counted;
  return (isSliding(counted) ? readUsedSliding : readUsedIn)(store, account, now, windowMs);
}

/** What of the present window is for callers; null where the counter is damaged. */
export function readCallersInWindow(
  store: Store,
  account: Account,
  now: number,
  counted: Counted = {},
): Promise<number | null> {
  const { windowMs = MINUTE } = counted;
  return (isSliding(counted) ? readCallersSliding : readCallersIn)(store, account, now, windowMs);
}

/**
 * Weight per minute that other programs on the same IP spend, as far as it is sure: the highest of the last five windows.
 *
 * @param now exchange-clock ms
 */
export async function readForeignWeight(
  store: Store,
  account: Account,
  now: number,
  counted: Counted = {},
): Promise<number> {
  const { windowMs = MINUTE } = counted;
  const read = isSliding(counted) ? readForeignSliding : readForeignIn;
  return perMinute(await read(store, account, now, windowMs), windowMs);
}

/** Below this share of the limit it is noise. */
const FOREIGN_NOISE = 0.01;

/** The plan sets foreign weight aside in steps, so that it does not change with every reading; with a small limit in this share of it. */
const FOREIGN_STEP = 100;
const FOREIGN_STEP_SHARE = 0.05;

/** What the plan sets aside for so much foreign weight a minute: 0, or the next step. */
export function roundForeign(foreign: number, { weightPerMinute }: Limits): number {
  const step = Math.min(FOREIGN_STEP, Math.ceil(weightPerMinute * FOREIGN_STEP_SHARE));
  return foreign < weightPerMinute * FOREIGN_NOISE ? 0 : Math.ceil(foreign / step) * step;
}
