import { once } from 'node:events';
import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { eventually } from '../../../eventually.ts';

/** An event as it came. */
export interface SentEvent {
  readonly id: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  readonly data: any;
}

/** A reader of events over a connection of its own. */
export interface EventReader {
  readonly response: IncomingMessage;
  /** All text that has come. */
  text(): string;
  events(): SentEvent[];
  /** Those about this topic, by a name if one is given. */
  of(topic: string, name?: string): SentEvent[];
  /** Waits until there are so many of them. */
  await(topic: string, count?: number, name?: string): Promise<SentEvent[]>;
  isEnded(): boolean;
  close(): void;
}

const EVENT = /^(?:id: (.*)\n)?event: (.*)\ndata: (.*)$/;

function eventsIn(text: string): SentEvent[] {
  return text.split('\n\n').flatMap((block) => {
    const [, id = '', name = '', data = ''] = EVENT.exec(block) ?? [];
    return name === '' ? [] : [{ id, name, data: JSON.parse(data) }];
  });
}

export async function openEvents(
  url: string,
  topics: string,
  headers: OutgoingHttpHeaders = {},
  path = '/events',
): Promise<EventReader> {
  const address = `${url}${path}${path.includes('?') ? '&' : '?'}topics=${encodeURIComponent(topics)}`;
  const request = http.get(address, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
  let text = '';
  let isEnded = false;
  let [parsed, events]: [number, SentEvent[]] = [0, []];
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('close', () => {
    isEnded = true;
  });
  response.on('error', () => undefined);
  request.on('error', () => undefined);
  const reader: EventReader = {
    response,
    text: () => text,
    events() {
      const end = text.lastIndexOf('\n\n');
      if (end > parsed) {
        events = [...events, ...eventsIn(text.slice(parsed, end))];
        parsed = end;
      }
      return events;
    },
    of: (topic, name) =>
      reader.events().filter((event) => event.data.topic === topic && (name === undefined || event.name === name)),
    async await(topic, count = 1, name) {
      await eventually(() => reader.of(topic, name).length >= count, 20_000);
      return reader.of(topic, name);
    },
    isEnded: () => isEnded,
    close: () => request.destroy(),
  };
  return reader;
}
