import { eventsPath, followEvents } from './eventStream.ts';
import type { PushEvent } from './messages.ts';

/** What has not been told by then is not waited for, ms. */
const LIMIT_MS = 2_000;

/** Where these are asked for. Of one that there is not an event tells, and of the others all the same. */
export const firstLookPath = (topics: readonly string[]): string => `${eventsPath(topics)}&unknown=tell`;

/**
 * Asks for the present state of topics, and for nothing that follows: browsers open only six connections to one host. Why there is none nobody is
 * told: whoever follows them is.
 * @returns `end` ends it, `ended` resolves when it has ended
 */
export function firstLook(
  topics: readonly string[],
  key: string | null,
  onEvent: (event: PushEvent) => void,
): { end(): void; ended: Promise<void> } {
  const own = new AbortController();
  const untold = new Set(topics);
  const take = (event: PushEvent | null) => {
    if (event === null || own.signal.aborted) return;
    untold.delete(event.topic);
    if (untold.size === 0) own.abort();
    onEvent(event);
  };
  setTimeout(() => own.abort(), LIMIT_MS);
  const ended = followEvents(firstLookPath(topics), key, own.signal, take).catch(() => undefined);
  return { end: () => own.abort(), ended };
}
