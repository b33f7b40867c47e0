import { AskError } from './askError.ts';
import { followEvents } from './eventStream.ts';
import type { PushEvent } from './messages.ts';

/** What has not been told by then is not waited for, ms. */
const LIMIT_MS = 2_000;

/**
 * Asks for the present state of topics, and for nothing that follows: browsers open only six connections to one host. Why there is none of a topic
 * nobody is told: whoever follows it is.
 * @returns ends it
 */
export function firstLook(
  topics: readonly string[],
  key: string | null,
  onEvent: (event: PushEvent) => void,
): () => void {
  const own = new AbortController();
  const end = () => own.abort();
  setTimeout(end, LIMIT_MS);
  void look(topics, key, own, onEvent);
  return end;
}

async function look(
  topics: readonly string[],
  key: string | null,
  own: AbortController,
  onEvent: (event: PushEvent) => void,
): Promise<void> {
  const untold = new Set(topics);
  const take = (event: PushEvent | null) => {
    if (event === null || own.signal.aborted) return;
    onEvent(event);
    untold.delete(event.topic);
    if (untold.size === 0) own.abort();
  };
  try {
    await followEvents(topics, key, own.signal, take);
  } catch (error) {
    const others = topics.filter((topic) => !(error instanceof AskError) || topic !== error.topic);
    // One that there is not keeps nobody from the others.
    if (others.length > 0 && others.length < topics.length && !own.signal.aborted)
      await look(others, key, own, onEvent);
  }
}
