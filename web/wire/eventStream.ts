import { AskError, problemOf } from './askError.ts';
import { EventParser } from './eventParser.ts';
import type { PushEvent } from './messages.ts';
import { send } from './send.ts';

/** The API tells its state each second: when it says nothing for so long, what is shown is not the present, ms. */
export const SILENT_MS = 2_200;

/**
 * Follows topics until `signal` ends it. `EventSource` could send no key.
 * @param path `eventsPath`
 * @param onEvent told of each event, and of each piece that is none with null
 * @returns when the stream has ended: never before the API or `signal` ends it
 * @throws AskError why there is none
 */
export async function followEvents(
  path: string,
  key: string | null,
  signal: AbortSignal,
  onEvent: (event: PushEvent | null) => void,
): Promise<void> {
  const response = await open(path, key, signal);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventParser();
  for (;;) {
    const piece = await reader?.read().catch(() => undefined);
    if (piece === undefined) throw new AskError('away', 'The connection to the API broke.', 500);
    if (piece.done) return;
    const at = Date.now();
    onEvent(null);
    for (const { name, data } of parser.take(piece.value)) {
      const read = parsed(data);
      if (read !== null) onEvent({ name, topic: String(read.topic ?? ''), data: read, at });
    }
  }
}

/** Where these are followed. */
export const eventsPath = (topics: readonly string[]): string =>
  `events?topics=${topics.map(encodeURIComponent).join(',')}`;

async function open(path: string, key: string | null, signal: AbortSignal): Promise<Response> {
  const response = await send(path, key, signal).catch(() => {
    throw new AskError('away', 'The API cannot be reached.', 1_000);
  });
  if (!response.ok) throw await problemOf(response, '/events', key !== null);
  return response;
}

/** One that is no JSON object is passed over: its neighbours are well. */
function parsed(data: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
