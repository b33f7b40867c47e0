import { useEffect, useRef, useState } from 'preact/hooks';
import { emptyLedger, type Ledger, ledgerOf, mendedIn, versionOf } from '../../figures/candles/ledger.ts';
import { serverState } from '../../state/serverState.ts';
import { ask } from '../../wire/ask.ts';
import type { AskError } from '../../wire/askError.ts';
import type { CandleSource } from './candleSource.ts';

const EVERY_MS = 30_000;

/** It is read no more often, however often gaps come and go. */
const LEAST_MS = 5_000;

/** The most that /gaps tells at once. */
const MOST_GAPS = 1_000;

/** What /gaps says of the series, read when the number of open gaps changes and now and then. `fault`: why it cannot be read. */
export function useLedger(source: CandleSource, isOnScreen: boolean): { ledger: Ledger; fault: string | null } {
  const [read, setRead] = useState<{ ledger: Ledger; fault: string | null }>({ ledger: emptyLedger, fault: null });
  const versions = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (!isOnScreen) return;
    const ended = new AbortController();
    let isReading = false;
    let last: { openGaps: unknown; at: number } | undefined;
    const look = async () => {
      const openGaps = serverState.get()?.openGaps;
      if (isReading || (last?.openGaps === openGaps && Date.now() < (last?.at ?? 0) + EVERY_MS)) return;
      last = { openGaps, at: Date.now() };
      isReading = true;
      const next = await readLedger(source, ended.signal);
      isReading = false;
      if (ended.signal.aborted) return;
      setRead((last) => ({ ledger: next.ledger ?? last.ledger, fault: next.fault }));
      if (next.ledger !== null) versions.current = readMended(source, next.ledger, versions.current);
    };
    void look();
    const timer = setInterval(look, LEAST_MS);
    return () => {
      clearInterval(timer);
      ended.abort();
    };
  }, [source, isOnScreen]);
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
  if (rows.length === 0) return known;
  const news = mended.filter((gap) => !known.has(versionOf(gap)));
  for (const span of mendedIn(rows, news, source.feed.kind.interval)) source.readSpan(span);
  return new Set(mended.map(versionOf));
}
