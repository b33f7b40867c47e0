import { type StreamCounter, socketStates, streamCounters } from '../../store/reports/streamReports.ts';
import { exactly, integer, type JsonSchema, milliseconds, nullable, text, yesOrNo } from './openapiRows.ts';

const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

const happened = (description: string): JsonSchema => ({
  ...exactly({ why: text('One line'), at: integer('Wall-clock ms') }),
  type: ['object', 'null'],
  description,
});

const states: Readonly<Record<(typeof socketStates)[number], string>> = {
  waiting: 'There is none, and another one is opened later',
  opening: 'On the way',
  open: 'Open',
  replaced: 'Open, and another one is about to take its place',
};

const socket = exactly({
  route: text('The part of the exchange that it leads to, as a path; empty where there is only one'),
  state: { enum: socketStates },
  ageMs: { type: 'number', description: 'Since it was begun' },
  streams: count('Streams that it carries, those included that only show that it lives'),
  perSecond: { type: 'number', description: 'Frames a second' },
  quietMs: { type: 'number', description: 'Since the last frame' },
  rotatesInMs: { type: 'number', description: 'Until another one takes its place' },
});

/** Of one process, and of all together. */
const common = {
  sockets: exactly(Object.fromEntries(socketStates.map((state) => [state, count(states[state])]))),
  streams: exactly({
    down: count('No live socket carries them'),
    asked: count('A live socket carries them, and nothing has come of them yet'),
    heard: count('They have told something, or there was nothing to tell'),
  }),
  eventsPerSecond: { type: 'number', description: 'Events of these streams' },
  lastFrameAt: nullable(integer('When the newest frame came, wall-clock ms; null: no socket is open')),
  nextRotationAt: nullable(integer('When the first socket gives its place to another one, wall-clock ms')),
  counts: exactly({
    ...Object.fromEntries(
      (Object.keys(streamCounters) as StreamCounter[]).map((name) => [name, count(streamCounters[name])]),
    ),
    ended: { type: 'object', additionalProperties: { type: 'integer' }, description: 'Sockets that ended, by cause' },
  }),
  backlogMs: {
    type: 'number',
    description: 'The longest that what has come waited to be written, in the last five seconds',
  },
  blocked: yesOrNo('No socket, or none of a kind, brings anything for long: REST is planned in their place'),
  blockedRoutes: list(text('Such as public and market of futures; empty where there is but one kind')),
  waitsFor: nullable(text('Why no socket is opened that should be; null: nothing keeps us')),
  lastEnd: happened('Why a socket has ended last; null: none has'),
  lastBadFrame: happened('The last frame that could not be read; null: there was none'),
};

/** What /health says of the streams of one market. */
export const streamsSchema: JsonSchema = {
  ...exactly({
    ...common,
    processes: list(
      exactly({
        name: text('What the process is called in its log'),
        pid: integer('Process id'),
        at: milliseconds('Time of its report, wall-clock ms'),
        ...common,
        list: { ...list(socket), description: 'Each socket, as of then' },
      }),
    ),
  }),
  type: ['object', 'null'],
  description: 'What comes by streams, of all processes together and of each; null where nothing does',
};
