import type { CallerGate } from '../../../gateway/callers/callerGate.ts';
import { requestOf } from '../../../model/endpoint.ts';
import { parseJson } from '../../../model/parseJson.ts';
import type { Asked } from '../asked.ts';
import { createLeading } from './leading.ts';
import type { Row } from './rows.ts';

/** The newest candles as the exchange has answered them. */
export interface Newest {
  /** Oldest first; all but the last one are final. */
  readonly rows: readonly Row[];
  /** Exchange-clock ms of the request. */
  readonly asOf: number;
  readonly source: string;
  /** When the exchange was asked, monotonic ms. */
  readonly at: number;
  /** Of what was stored before it was asked for; -1: nobody knows. */
  readonly version: number;
}

/** At the end of a candle: the exchange's newest ones, asked for once for all who wait for them. */
export interface Boundary {
  /** What was fetched last of a series. */
  newestOf(key: string): Newest | undefined;
  /**
   * Resolves once the exchange was asked, or could not be; never rejects.
   *
   * @param opensAt open time of the candle that must be there: the exchange is asked once more where its answer lacks it
   * @param version of what is stored now
   */
  fetch(key: string, asked: Asked, gate: CallerGate, opensAt: number, version: number): Promise<void>;
}

export interface BoundaryOptions {
  /** Exchange-clock ms. */
  readonly now: (asked: Asked) => number;
  /** Monotonic ms. */
  readonly monotonic: () => number;
}

/** The collectors mostly have the new candle by then, ms. */
const FIRST_AFTER_MS = 150;
const AGAIN_AFTER_MS = 150;

/** The one that forms, the one just closed, and one more: a collector may lag. */
export const NEWEST_ROWS = 3;

/** No version of anything. */
const UNKNOWN = -1;

/** Series of which an answer is remembered. */
const MOST_KNOWN = 5_000;

const wait = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref();
  });

export function createBoundary({ now, monotonic }: BoundaryOptions): Boundary {
  const known = new Map<string, Newest>();
  const lead = createLeading<void>();

  async function ask(asked: Asked, gate: CallerGate, version: number): Promise<Newest | null> {
    const { startTime: _, endTime: __, timeZone: ___, ...whose } = asked.params;
    const passed = await gate.fetch(requestOf(asked.endpoint, { ...whose, limit: NEWEST_ROWS }), asked.caller);
    const rows = passed.status === 200 ? rowsIn(passed.body) : null;
    if (rows === null) return null;
    const { source, ageMs, isKept } = passed;
    // What was stored when somebody else asked, nobody knows any more.
    const of = isKept ? UNKNOWN : version;
    return { rows, asOf: now(asked) - ageMs, source, at: monotonic() - ageMs, version: of };
  }

  async function askUntilThere(
    key: string,
    asked: Asked,
    gate: CallerGate,
    { opensAt, version, since }: { opensAt: number; version: number; since: number },
  ): Promise<void> {
    await wait(Math.max(0, FIRST_AFTER_MS - (monotonic() - since)));
    let newest = await ask(asked, gate, version);
    if ((newest?.rows.at(-1)?.score ?? 0) < opensAt) {
      // A server of the exchange that lags, or an answer that was kept from before.
      await wait(AGAIN_AFTER_MS);
      newest = (await ask(asked, gate, version)) ?? newest;
    }
    if (newest === null) return;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, newest);
  }

  return {
    newestOf: (key) => known.get(key),
    async fetch(key, asked, gate, opensAt, version) {
      const since = monotonic();
      const work = () => askUntilThere(key, asked, gate, { opensAt, version, since });
      // Without weight, or without the exchange, the collectors' own row may still come in time.
      await lead(key, asked.caller, work).catch(() => undefined);
    },
  };
}

/** The rows of an answer; null where it is none. */
export function rowsIn(body: string): Row[] | null {
  const rows = parseJson(body);
  if (!Array.isArray(rows) || rows.length === 0) return null;
  const texts: Row[] = [];
  for (const [index, row] of rows.entries()) {
    const score: unknown = Array.isArray(row) ? row[0] : null;
    if (typeof score !== 'number' || !Number.isSafeInteger(score)) return null;
    texts.push({ score, text: JSON.stringify(row), isFinal: index < rows.length - 1 });
  }
  return texts.every(({ score }, index) => index === 0 || score > (texts[index - 1] as Row).score) ? texts : null;
}
