import type { PairState } from '../state/pairState.ts';
import type { GapLedger } from './gapLedger.ts';

/** Puts on record that the stored rows of a span are going to be removed. What was still to be fetched there is given up. `now`: exchange-clock ms. */
export async function expire(
  ledger: GapLedger,
  { code }: PairState,
  span: { readonly from: number; readonly to: number; readonly cause: 'source-changed' | 'begun-anew' },
  now: number,
): Promise<void> {
  const { from, cause } = span;
  const closed = { cause, state: 'expired', left: null, changedAt: Math.round(now) } as const;
  const pending = await ledger.pendingOf(code);
  await ledger.update(pending.filter(({ to }) => to >= from).map((gap) => ({ ...gap, ...closed })));
  await ledger.record([{ ...span, code, state: 'expired', rows: 0 }], now);
}
