import type { Redis } from 'ioredis';
import { isReplyError } from './redisError.ts';

/** The server behind a connection. */
export interface Server {
  /** Null where INFO is hidden. */
  readonly runId: string | null;
  readonly isPrimary: boolean;
  /** A replica's link to its primary; also true where INFO is hidden. */
  readonly hasLink: boolean;
}

/** How often it is looked where the address leads, ms. */
const LOOK_EVERY_MS = 5_000;

/** A server that did not answer, or refused a write since it is a replica, is looked at again so much later, ms. */
const LOOK_SOON_MS = 1_000;

/** Where each look finds another server, the pauses grow up to this, ms. */
const LONGEST_PAUSE_MS = 60_000;

const CONNECT_WITHIN_MS = 2_000;

/**
 * Whether the address leads to a server that should be used instead of ours.
 *
 * After a failover the old primary may stay up, as a replica or not, and keeps our connection; the address leads to the new one.
 * An address of several replicas leads to another one each time: each is as good as the one before.
 *
 * @param ours null: it does not answer
 */
export function isBetter(theirs: Server, ours: Server | null): boolean {
  if (ours === null) return true;
  if (ours.runId !== null && ours.runId === theirs.runId) return false;
  if (theirs.isPrimary) return !ours.isPrimary || (ours.runId !== null && theirs.runId !== null);
  return !ours.isPrimary && !ours.hasLink && theirs.hasLink;
}

export interface ServerWatch {
  /** A reply says that ours is a replica: looks soon. */
  hurry(): void;
  close(): void;
}

/**
 * Looks each five seconds, over a connection of its own, where the address leads to now, until it is closed.
 *
 * @param onMoved the address leads to a better server than ours: the connection is to be made anew
 */
export function watchServer(redis: Redis, onMoved: (to: Server) => void): ServerWatch {
  let timer: NodeJS.Timeout | undefined;
  let nextAt = 0;
  let isClosed = false;
  let isLooking = false;
  let pauseMs = LOOK_EVERY_MS;
  let isSilent = false;

  function next(inMs: number): void {
    clearTimeout(timer);
    if (isClosed) return;
    nextAt = performance.now() + inMs;
    timer = setTimeout(() => void look(), inMs);
    timer.unref();
  }

  async function look(): Promise<void> {
    isLooking = true;
    const [ours, theirs] = await Promise.all([readServer(redis), readFresh(redis)]);
    isLooking = false;
    if (redis.status !== 'ready' || theirs === null) return next(LOOK_EVERY_MS);
    // A process that was held up itself may have missed one reply.
    const isFirstSilence = ours === null && !isSilent;
    isSilent = ours === null;
    if (isFirstSilence) return next(LOOK_SOON_MS);
    const isMoved = !isClosed && isBetter(theirs, ours);
    pauseMs = isMoved ? Math.min(2 * pauseMs, LONGEST_PAUSE_MS) : LOOK_EVERY_MS;
    next(isMoved ? pauseMs / 2 : pauseMs);
    if (isMoved) onMoved(theirs);
  }

  next(LOOK_EVERY_MS);
  return {
    hurry() {
      if (!isLooking && nextAt - performance.now() > LOOK_SOON_MS && pauseMs === LOOK_EVERY_MS) next(LOOK_SOON_MS);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** The server that the address leads to now, or null where there is none that answers. */
async function readFresh(redis: Redis): Promise<Server | null> {
  const fresh = redis.duplicate({
    lazyConnect: true,
    connectTimeout: CONNECT_WITHIN_MS,
    retryStrategy: () => null,
    reconnectOnError: null,
  });
  fresh.on('error', () => undefined);
  try {
    await fresh.connect();
    return await readServer(fresh);
  } catch {
    return null;
  } finally {
    fresh.disconnect();
  }
}

/** Null where it does not answer. HELLO needs no right that a connection does not have anyway; INFO says more where it may be asked. */
async function readServer(redis: Redis): Promise<Server | null> {
  const ask = (section: string) =>
    redis.info(section).catch((error: unknown) => {
      if (isReplyError(error)) return '';
      throw error;
    });
  try {
    const [hello, server, replication] = await Promise.all([redis.call('HELLO'), ask('server'), ask('replication')]);
    const fields = hello as unknown[];
    return {
      runId: /^run_id:(\w+)/m.exec(server)?.[1] ?? null,
      isPrimary: fields[fields.indexOf('role') + 1] === 'master',
      hasLink: !/^master_link_status:down/m.test(replication),
    };
  } catch {
    return null;
  }
}
