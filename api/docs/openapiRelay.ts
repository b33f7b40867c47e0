import { type RelayCounter, relayCounters } from '../../store/reports/relayReports.ts';
import { exactly, integer, type JsonSchema, milliseconds } from './openapiRows.ts';

const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });

/** What /health says of the relay of streams. */
export const relaySchema: JsonSchema = {
  ...exactly({
    pid: integer('Process id'),
    at: milliseconds('Time of its report, wall-clock ms'),
    state: { enum: ['listening', 'waiting'], description: 'waiting: another one listens at its place' },
    links: count('Processes of the API that are linked to it'),
    streams: count('Streams that it follows at the exchange'),
    mostStreams: count('How many it may'),
    framesPerSecond: { type: 'number', description: 'Events that it hands on' },
    lagMs: { type: 'number', description: 'The longest that one of them waited in it, in the last second' },
    booksInStep: count('Order books that it keeps'),
    booksOutOfStep: count('Those of them that wait for a snapshot'),
    counts: exactly(
      Object.fromEntries(
        (Object.keys(relayCounters) as RelayCounter[]).map((name) => [name, count(relayCounters[name])]),
      ),
    ),
  }),
  type: ['object', 'null'],
  description: 'The relay of streams; null while none runs',
};
