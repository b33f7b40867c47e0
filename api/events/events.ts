import type { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import { monotonicMs } from '../../runtime/machine.ts';
import { isReplyError } from '../../store/redis/redisError.ts';
import type { ChangesFollower } from '../../store/values/changes.ts';
import type { ApiContext } from '../context/context.ts';
import type { GetDataPages } from '../getData/getDataPages.ts';
import { createKeyCheck } from '../http/access/accessKeys.ts';
import { createCallerName } from '../http/access/callerName.ts';
import { createForeignCheck } from '../http/access/foreignPage.ts';
import { createHostCheck } from '../http/access/hosts.ts';
import { ApiError } from '../http/problems/apiError.ts';
import { createThrottledLog } from '../http/problems/throttledLog.ts';
import { keepPlace } from '../http/server/lasting.ts';
import { mostConnections } from '../http/server/mostConnections.ts';
import type { Outgoing } from '../sockets/outbox.ts';
import { createEventCounts, type EventsState } from '../state/counts/eventCounts.ts';
import { shortState } from '../state/health/shortState.ts';
import type { Overview } from '../state/read/overview.ts';
import { removedText, retryText } from './eventText.ts';
import { Feeds, whyOf } from './feeds.ts';
import { Hub, type HubTimes, TIMES } from './hub.ts';
import { createPlaces } from './places.ts';
import { Reader } from './reader.ts';
import { StateFeed } from './stateFeed.ts';
import { parseTopics } from './topics.ts';

export interface EventsParts extends Partial<HubTimes> {
  readonly context: ApiContext;
  readonly pages: GetDataPages;
  readonly readOverview: () => Promise<Overview>;
  readonly outgoing: Outgoing;
  /** Without an announcement for so long nobody knows what has changed, ms. */
  readonly silentAfterMs: number;
  /** Most readers at once. */
  readonly most?: number;
  /** Most readers of one caller at once. */
  readonly mostOfCaller?: number;
}

/** News of what is stored, pushed to whoever follows it. */
export interface Events extends ChangesFollower, EventsState {
  /** Answers GET /events. Who may ask at all was checked before. */
  readonly handler: RequestHandler;
  /** Ends all streams, and opens no more. */
  stop(): void;
}

/** The part of all connections that readers may have: all others have room whatever readers there are. */
const READERS = 1 / 2;

/** The part of all readers that one caller may have. */
const OF_CALLER = 1 / 8;

/** After so long a reader whose stream has ended comes back, ms: not all at once. */
const RETRY = { least: 500, most: 1_500 };

export function createEvents({
  context,
  pages,
  readOverview,
  outgoing,
  silentAfterMs,
  ...changes
}: EventsParts): Events {
  const {
    most = Math.floor(mostConnections() * READERS),
    mostOfCaller = Math.ceil(most * OF_CALLER),
    ...times
  } = changes;
  const counts = createEventCounts();
  const onDefect = (error: unknown) => void context.board.defects.note('/events', error);
  const report = createThrottledLog(context.log);
  const onFailure = (error: unknown): void => {
    // The store itself says that Redis is away.
    if (error instanceof ApiError && isReplyError(error.cause)) report('/events failed', error.cause);
    else onDefect(error);
  };
  const feeds = new Feeds({
    ...{ context, pages, onFailure, now: monotonicMs },
    openState: () => new StateFeed(async () => shortState(context, await readOverview()), monotonicMs, onFailure),
    onSkipped(rows) {
      counts.skipped += rows;
    },
  });
  const isAllowed = createKeyCheck(context);
  const isOwnHost = createHostCheck(context);
  const isForeign = createForeignCheck(context);
  const hub = new Hub({
    ...{ ...TIMES, ...times, silentAfterMs, context, feeds, counts, onDefect, now: monotonicMs },
    mayStay: ({ headers }) => isAllowed(headers['x-api-key']) && isOwnHost(headers.host) && isForeign(headers) === null,
  });
  const callerOf = createCallerName(context);
  const places = createPlaces(most, mostOfCaller);
  let isStopping = false;

  /** @throws ApiError where there is none for this caller */
  function takePlace(who: string, socket: Socket): void {
    const noRoom = (why: string) => new ApiError('no-room', why, { headers: { 'Retry-After': '10' } });
    const why = places.take(who);
    if (why !== null) throw noRoom(why);
    if (keepPlace(socket)) return;
    places.give(who);
    throw noRoom('as many WebSockets and streams of events are open as there may be together');
  }

  return {
    counts,
    now: () => hub.now(),
    onChange: (change) => hub.onChange(change),
    onLive: () => hub.onLive(),
    onLost: () => hub.onLost(),
    handler(request, response) {
      const why = isForeign(request.headers);
      if (why !== null) throw new ApiError('foreign-page', why);
      const { topics, unknown } = parseTopics(request.url, context.config(), context.markets);
      // An answer would end the attempts of a browser; a connection that breaks does not.
      if (isStopping) return void request.socket.destroy();
      // The answer before it is not out, and may be a stream, which never ends: this one would wait for ever, and nobody would know when its reader leaves.
      if (response.socket === null) return void request.socket.destroy();
      const who = callerOf(request);
      if (request.method === 'GET') takePlace(who, request.socket);
      response.set({ 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no', Connection: 'close' });
      response.type('text/event-stream');
      // Its end is that of the connection: so equal bytes go to all readers.
      response.useChunkedEncodingByDefault = false;
      if (request.method === 'HEAD') return void response.end();
      response.locals.answeredAt = monotonicMs();
      response.flushHeaders();
      const reader = new Reader(request, response, outgoing, monotonicMs(), (cause) => {
        counts.ended[cause] += 1;
        places.give(who);
        hub.leave(reader);
      });
      const removed = unknown.map(({ topic, why }) => removedText({ topic, ...whyOf(why) }));
      counts.events += removed.length;
      const retry = retryText(RETRY.least + Math.random() * (RETRY.most - RETRY.least));
      reader.send(Buffer.from(retry + removed.join('')));
      hub.join(reader, topics).catch((error: unknown) => {
        onDefect(error);
        request.socket.destroy();
      });
    },
    stop() {
      isStopping = true;
      hub.stop();
    },
  };
}
