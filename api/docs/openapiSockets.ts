import { endCauses, refusalCauses } from '../state/socketCounts.ts';
import { exactly, type JsonSchema } from './openapiRows.ts';

const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });

const byCause = (causes: Readonly<Record<string, string>>, description: string): JsonSchema => ({
  ...exactly(Object.fromEntries(Object.entries(causes).map(([cause, says]) => [cause, count(says)]))),
  description,
});

/** What /health says of the sockets by which callers follow streams. */
export const socketsSchema: JsonSchema = {
  ...exactly({
    sockets: count('Sockets that are open'),
    subscriptions: count('Streams of all of them together'),
    streams: count('Different streams that they follow'),
    waiting: count('Bytes that they have not taken yet'),
    opened: count('Sockets that were opened'),
    frames: count('Messages sent'),
    bytes: count('Bytes of these messages'),
    ended: byCause(endCauses, 'Sockets that have ended, by cause'),
    refused: byCause(refusalCauses, 'Wishes for a socket that were not granted, by cause'),
  }),
  type: ['object', 'null'],
  description:
    'Sockets by which callers follow streams, of the process that answers, since it was started; null where there are none to be had',
};
