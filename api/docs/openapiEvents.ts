import { eventNames } from '../events/eventText.ts';
import { MOST_TOPICS, topicsParameter, unknownParameter } from '../events/topics.ts';
import { eventEndCauses, eventKinds } from '../state/counts/eventCounts.ts';
import { exactly, type JsonSchema, nullable } from './openapiRows.ts';

const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });

/** The parameters of /events. */
export const eventsParameters: readonly JsonSchema[] = [
  {
    ...{ name: 'topics', in: 'query', required: true, schema: { type: 'string', minLength: 1 } },
    description: `${topicsParameter.accepted}. Up to ${MOST_TOPICS}`,
  },
  {
    ...{ name: unknownParameter.name, in: 'query', schema: { type: 'string', enum: unknownParameter.accepted } },
    description:
      'What becomes of topics that there are not. refuse (default): an error names the first, and nothing is followed. tell: each is told of by an event removed, and the others are followed',
  },
];

/** What is to be said of /events as a whole. */
export const eventsDescription =
  'The answer does not end, so it cannot be tried out on a page of this document: read it with curl -N, or with EventSource in a browser.';

/** The answer of /events. */
export const eventsAnswer: JsonSchema = {
  description: `Server-sent events, for as long as the reader reads. Their names: ${Object.entries(eventNames)
    .map(([name, says]) => `${name}: ${says}`)
    .join('. ')}. The data of each is JSON on one line, with the topic`,
  content: { 'text/event-stream': { schema: { type: 'string' } } },
};

/** What /health says of streams of events. */
export const eventsSchema: JsonSchema = {
  ...exactly({
    readers: count('Streams that are open'),
    followed: count('Topics of all of them together'),
    topics: count('Different topics that they follow'),
    waiting: count('Bytes that readers have not taken yet'),
    lagMs: {
      ...exactly(Object.fromEntries(eventKinds.map((kind) => [kind, nullable({ type: 'number', minimum: 0 })]))),
      description: 'The longest from an announcement to its event, of the last ten seconds; null: nothing was sent',
    },
    opened: count('Streams that were opened'),
    events: count('Events sent'),
    bytes: count('Bytes of these events'),
    skipped: count('Rows that were gone before they could be told'),
    ended: {
      ...exactly(Object.fromEntries(Object.entries(eventEndCauses).map(([cause, says]) => [cause, count(says)]))),
      description: 'Streams that have ended, by cause',
    },
  }),
  type: ['object', 'null'],
  description: 'Streams of events, of the process that answers, since it was started',
};
