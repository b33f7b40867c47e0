import type { Registry } from 'prom-client';
import { type EventKind, type EventsState, eventEndCauses } from '../counts/eventCounts.ts';
import { registerRead } from './registerRead.ts';

/** Metrics of the streams of events that readers have open in this process. */
export function registerEventMetrics(registry: Registry, prefix: string, events: EventsState): void {
  const { gauge, gauges, counter, counters } = registerRead(registry, `${prefix}events_`);
  const { counts } = events;
  const ended = `Streams of events that have ended: ${Object.keys(eventEndCauses).join(', ')}`;
  gauge('readers', 'Streams of events that are open', () => events.now().readers);
  gauge('followed', 'Topics of all of them together', () => events.now().followed);
  gauge('topics', 'Different topics that they follow', () => events.now().topics);
  gauge('waiting_bytes', 'Bytes that readers have not taken yet', () => events.now().waiting);
  gauges('lag_seconds', 'The longest from an announcement to its event, of the last ten seconds', 'kind', () =>
    inSeconds(events.now().lagMs),
  );
  counter('opened', 'Streams of events that were opened', () => counts.opened);
  counter('sent', 'Events sent to readers', () => counts.events);
  counter('bytes', 'Bytes of these events', () => counts.bytes);
  counter('skipped', 'Rows that were gone before they could be told', () => counts.skipped);
  counters('ended', ended, 'cause', () => counts.ended);
}

const inSeconds = (ms: Readonly<Record<EventKind, number | null>>): Record<string, number | null> =>
  Object.fromEntries(Object.entries(ms).map(([kind, value]) => [kind, value === null ? null : value / 1000]));
