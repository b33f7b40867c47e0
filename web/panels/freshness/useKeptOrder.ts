import { useRef } from 'preact/hooks';
import type { Matrix } from '../../figures/freshness/matrix.ts';
import { type Order, orderOf } from '../../figures/freshness/order.ts';
import { isUsed } from '../../parts/isUsed.ts';
import type { FeedHealth, HealthAnswer } from '../../state/health.ts';

interface Ordered {
  readonly matrix: Matrix<FeedHealth>;
  readonly order: Order;
  readonly filter: string;
  readonly answer: HealthAnswer;
}

/**
 * The order of the rows. It is renewed with an answer, but not while somebody points at the table or has the focus in it: what one is about to click
 * is not to move away. `isHeld`: it would be another one now.
 */
export function useKeptOrder(
  region: { readonly current: HTMLElement | null },
  now: Ordered,
): { readonly keys: readonly string[]; readonly isHeld: boolean } {
  const kept = useRef<(Ordered & { readonly keys: readonly string[]; readonly isHeld: boolean }) | null>(null);
  const before = kept.current;
  const isSame = before !== null && before.order === now.order && before.filter === now.filter;
  if (isSame && before.answer === now.answer) return before;
  const keys = orderOf(now.matrix, now.order);
  const isChanged = isSame && keys.join() !== before.keys.join();
  kept.current =
    isChanged && isUsed(region.current) ? { ...now, keys: before.keys, isHeld: true } : { ...now, keys, isHeld: false };
  return kept.current;
}
