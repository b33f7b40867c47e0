/*
 * Texts of server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */

/** What an event is about, and what each name means. */
export const eventNames = {
  value: 'A latest value',
  values: 'Latest values of several pairs, of a topic with *',
  rows: 'Rows of a series, the oldest first',
  age: 'Nothing has changed: the data was confirmed, or it has become stale or fresh',
  ages: 'The same of several pairs, of a topic with *',
  state: 'How everything is',
  removed: 'The topic, or a pair of it, is not collected any more: nothing follows of it',
  end: 'The stream ends, and why',
} as const;

export type EventName = keyof typeof eventNames;

const process = Date.now().toString(36);
let count = 0;

/** @param data JSON on one line */
export function eventText(name: EventName, data: string): string {
  count += 1;
  return `id: ${process}-${count.toString(36)}\nevent: ${name}\ndata: ${data}\n\n`;
}

/** A line that readers pass over: it shows that the connection lives. */
export const COMMENT = Buffer.from(':\n\n');

/** How long a reader whose stream has ended waits before it opens another one, ms. */
export const retryText = (ms: number): string => `retry: ${Math.round(ms)}\n\n`;

/** @param data names the topic, and the pair where the topic itself stays */
export const removedText = (data: { readonly topic: string } & Readonly<Record<string, unknown>>): string =>
  eventText('removed', JSON.stringify(data));
