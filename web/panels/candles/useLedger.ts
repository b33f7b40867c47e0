import { useEffect, useRef, useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { emptyLedger, type Ledger, ledgerOf, versionOf } from '../../figures/candles/ledger.ts';
import { serverState } from '../../state/serverState.ts';
import { ask } from '../../wire/ask.ts';
import type { AskError } from '../../wire/askError.ts';
import type { CandleSource } from './candleSource.ts';

const EVERY_MS = 30_000;

/** The most that /gaps tells at once. */
const MOST_GAPS = 1_000;

/** What /gaps says of the series, read when the number of open gaps changes and now and then. `fault`: why it cannot be read. */
export function useLedger(source: CandleSource, isOnScreen: boolean): { ledger: Ledger; fault: string | null } {
  const openGaps = useCell(serverState)?.openGaps;
  const [read, setRead] = useState<{ ledger: Ledger; fault: string | null }>({ ledger: emptyLedger, fault: null });
  const versions = useRef<ReadonlySet<string>>(new Set());
  // The number of open gaps says when to read anew.
  useEffect(() => {
    if (!isOnScreen) return;
    const ended = new AbortController();
    const again = async () => {
      const next = await readLedger(source, ended.signal);
      if (ended.signal.aborted) return;
      setRead((last) => ({ ledger: next.ledger ?? last.ledger, fault: next.fault }));
      if (next.ledger !== null) versions.current = readMended(source, next.ledger, versions.current);
    };
    void again();
    const timer = setInterval(again, EVERY_MS);
    return () => {
      clearInterval(timer);
      ended.abort();
    };
  }, [source, isOnScreen, openGaps]);
  return read;
}

async function readLedger(
  { feed: { market, pair, kind } }: CandleSource,
  signal: AbortSignal,
): Promise<{ ledger: Ledger | null; fault: string | null }> {
  const query = new URLSearchParams({ feed: String(kind.interval), code: pair, market, limit: String(MOST_GAPS) });
  try {
    const { body } = await ask<unknown>(`gaps?${query}`, signal);
    return { ledger: ledgerOf(body, kind), fault: null };
  } catch (error) {
    return { ledger: null, fault: (error as AskError).message };
  }
}

/** Events tell nothing of rows that lie below the first ones which were told: where the ledger says that they were fetched, they are read. */
function readMended(source: CandleSource, { mended }: Ledger, known: ReadonlySet<string>): ReadonlySet<string> {
  const { rows } = source.series.get();
  const [oldest, newest] = [rows[0]?.openTime, rows.at(-1)?.openTime];
  if (oldest === undefined || newest === undefined) return known;
  const held = new Set(rows.map(({ openTime }) => openTime));
  for (const gap of mended) {
    const [from, to] = [Math.max(gap.from, oldest), Math.min(gap.to, newest)];
    const isMissed = from <= to && !(held.has(from) && held.has(to));
    if (isMissed && !known.has(versionOf(gap))) source.readSpan({ from, to });
  }
  return new Set(mended.map(versionOf));
}
