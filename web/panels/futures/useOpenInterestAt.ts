import { useEffect, useState } from 'preact/hooks';
import { isNear, type OpenInterest, openInterestOf, openInterestTypes } from '../../figures/futures/openInterest.ts';
import { serverNow } from '../../state/clock.ts';
import { ask } from '../../wire/ask.ts';

/** The time that is meant moves on: it is asked again so often, ms. */
const EVERY_MS = 60_000;

/** What was stored of a time. `null`: nothing near it; `undefined`: not known yet. */
export type OpenInterestThen = OpenInterest | null | undefined;

/**
 * Open interest as it was `span` ms ago.
 * @param types what is collected @param isWanted whether anybody can see it
 */
export function useOpenInterestAt(
  code: string,
  types: readonly string[],
  span: number,
  isWanted: boolean,
): OpenInterestThen {
  const [then, setThen] = useState<OpenInterestThen>(undefined);
  const collected = openInterestTypes.filter((type) => types.includes(type)).join(' ');
  useEffect(() => {
    if (!isWanted || collected === '') return;
    let isEnded = false;
    const look = async () => {
      if (document.hidden) return;
      try {
        const row = await nearest(code, collected.split(' '), serverNow() - span);
        if (!isEnded) setThen(row);
      } catch {
        // What was known stays; a minute later it is asked again.
      }
    };
    void look();
    const timer = setInterval(look, EVERY_MS);
    // Nothing was asked while nobody saw it.
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      isEnded = true;
    };
  }, [code, collected, span, isWanted]);
  // What was found long ago is of another time by now.
  return then && !isNear(then, serverNow() - span) ? undefined : then;
}

/** The stored row that lies nearest below a time, of the first feed that has one near it. */
async function nearest(code: string, types: readonly string[], time: number) {
  for (const type of types) {
    const query = new URLSearchParams({ market: 'usdm', type, code, before: String(Math.round(time) + 1) });
    const { body } = await ask<{ readonly data: readonly Readonly<Record<string, unknown>>[] }>(`GetData?${query}`);
    const row = openInterestOf(body.data[0]);
    if (row !== null && isNear(row, time)) return row;
  }
  return null;
}
