import { useEffect, useRef } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import type { View } from '../../figures/view.ts';
import { markets } from '../../state/markets.ts';
import { repeat } from '../../state/repeat.ts';
import { serverState } from '../../state/serverState.ts';
import { askLedgers, type Ledgers } from './ledgers.ts';

const PACE = { everyMs: 15_000, leastMs: 2_000 };

interface AskingProps {
  readonly filter: View['gaps'];
  onAnswered(ledgers: Ledgers): void;
}

/** Asks for the ledgers while it is there: now and then, and when the number of open gaps has changed. */
export function Asking({ filter, onAnswered }: AskingProps) {
  const known = useCell(markets) ?? [];
  const names = known.map(({ market }) => market).join();
  const openGaps = useCell(serverState)?.openGaps;
  const asking = useRef<{ soon(): void } | null>(null);
  const last = useRef<Ledgers | null>(null);
  useEffect(() => {
    const ended = new AbortController();
    const own = repeat(async () => {
      const answered = await askLedgers(names.split(','), filter, last.current, ended.signal);
      if (ended.signal.aborted) return;
      last.current = answered;
      onAnswered(answered);
    }, PACE);
    asking.current = own;
    return () => {
      ended.abort();
      own.end();
    };
  }, [names, filter, onAnswered]);
  // It is the change that matters.
  useEffect(() => asking.current?.soon(), [openGaps]);
  return null;
}
