import { results } from '../binance/reply.ts';
import { endCauses, refusalCauses, socketKinds } from '../state/counts/socketCounts.ts';
import { exactly, type JsonSchema } from './openapiRows.ts';

const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });

const byCause = (causes: Readonly<Record<string, string>>, description: string): JsonSchema => ({
  ...exactly(Object.fromEntries(Object.entries(causes).map(([cause, says]) => [cause, count(says)]))),
  description,
});

const figures = {
  sockets: count('Sockets that are open'),
  subscriptions: count('Streams of all of them together'),
  streams: count('Different streams that they follow'),
  waiting: count('Bytes that they have not taken yet'),
  opened: count('Sockets that were opened'),
  frames: count('Messages sent'),
  bytes: count('Bytes of these messages'),
  ended: byCause(endCauses, 'Sockets that have ended, by cause'),
  refused: byCause(refusalCauses, 'Wishes for a socket that were not granted, by cause'),
};

const kinds: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    Object.entries(socketKinds).map(([name, says]) => [name, { ...exactly(figures), description: says }]),
  ),
  description:
    'The same of each kind of sockets that there is. One that follows streams by sockets of two kinds counts twice above',
};

/** What /health says of requests over sockets: by market, by method, and by where the answers came from. */
export const requestsSchema: JsonSchema = {
  type: 'object',
  additionalProperties: {
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: count('So many') },
  },
  description: `Requests over the exchange's WebSocket API to the process that answers, since it was started: by market, by method (other: there is none of the name), and by result (${results.join(', ')})`,
};

/** What /health says of the sockets of callers. */
export const socketsSchema: JsonSchema = {
  ...exactly({ ...figures, kinds }),
  type: ['object', 'null'],
  description:
    'Sockets of callers, of the process that answers, since it was started; null where there are none to be had',
};
