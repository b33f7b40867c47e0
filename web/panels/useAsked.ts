import { useEffect, useState } from 'preact/hooks';
import { repeat } from '../state/repeat.ts';
import { type Answer, ask } from '../wire/ask.ts';
import { AskError } from '../wire/askError.ts';

/** Where somebody scrolls to and fro it is asked no more often, ms. */
const LEAST_MS = 2_000;

/** What the API answers to a request that is sent again and again. */
export interface Asked<T> {
  /** The newest answer, whatever went wrong since; null: there is none yet. */
  readonly answer: Answer<T> | null;
  /** Why the newest request has no answer, as a sentence; null: it has. */
  readonly fault: string | null;
}

/**
 * Asks the API while somebody can see it.
 *
 * @param path without a slash in front; null: there is nothing to ask @param bodyIn what an answer is; null: it is not what it should be
 */
export function useAsked<T>(
  path: string | null,
  bodyIn: (body: unknown) => T | null,
  isOnScreen: boolean,
  everyMs: number,
): Asked<T> {
  const [known, setKnown] = useState<(Asked<T> & { readonly path: string }) | null>(null);
  useEffect(() => {
    if (path === null || !isOnScreen) return;
    const ended = new AbortController();
    const own = repeat(
      async () => {
        const next = await askOnce(path, bodyIn, ended.signal);
        if (ended.signal.aborted) return;
        setKnown((last) => ({ path, ...next, answer: next.answer ?? (last?.path === path ? last.answer : null) }));
      },
      { everyMs, leastMs: LEAST_MS },
    );
    return () => {
      ended.abort();
      own.end();
    };
  }, [path, isOnScreen]);
  return known !== null && known.path === path ? known : { answer: null, fault: null };
}

async function askOnce<T>(path: string, bodyIn: (body: unknown) => T | null, signal: AbortSignal): Promise<Asked<T>> {
  try {
    const answer = await ask<unknown>(path, signal);
    const body = bodyIn(answer.body);
    if (body === null) throw new AskError('cut', `The answer of /${path.split('?')[0]} is not what it should be.`);
    return { answer: { ...answer, body }, fault: null };
  } catch (error) {
    return { answer: null, fault: (error as AskError).message };
  }
}
