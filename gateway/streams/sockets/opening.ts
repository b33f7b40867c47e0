import type { HubContext } from '../hubContext.ts';
import { type Connection, type ConnectionHandlers, type ConnectionOptions, createConnection } from './connection.ts';
import { createRetrying, type Retrying } from './retrying.ts';

/** Opens the sockets of a shard, one at a time: as soon as it may (retrying.ts), and where the account of attempts lets it. */
export interface Opening extends Pick<Retrying, 'heard' | 'ended'> {
  /** A socket is wanted now. @param isReplacement another one stands, whose place it is to take */
  want(isReplacement: boolean): void;
  /** Nothing is opened any more. */
  close(): void;
}

export interface OpeningOptions extends Pick<ConnectionOptions, 'followedOf'> {
  readonly route: string;
  readonly handlers: ConnectionHandlers;
  /** A socket was begun. */
  readonly onBegun: (connection: Connection) => void;
}

export function createOpening(hub: HubContext, { route, handlers, onBegun, followedOf }: OpeningOptions): Opening {
  const { protocol, clock, timing, counts, random } = hub;
  const retrying = createRetrying(route, hub);
  let isAsking = false;
  let isClosed = false;

  const begin = (): Connection =>
    createConnection(
      {
        ...hub.options,
        ...{ protocol, clock, counts, followedOf },
        timelessMs: timing.timelessMs,
        url: protocol.urlOf(hub.options.baseUrl, route),
        monotonic: clock.monotonic,
        now: clock.nowOrWall,
      },
      handlers,
    );

  async function open(isReplacement: boolean): Promise<void> {
    isAsking = true;
    try {
      const permission = await hub.ask(route, isReplacement);
      if (isClosed) return;
      if (permission.why !== null) {
        retrying.postpone(permission.waitMs * (0.5 + random() / 2));
        return;
      }
      counts.opened++;
      onBegun(begin());
    } catch (error) {
      hub.onDefect(error);
      retrying.postpone(timing.retryCapMs);
    } finally {
      isAsking = false;
    }
  }

  return {
    heard: retrying.heard,
    ended: retrying.ended,
    want(isReplacement) {
      if (!isAsking && retrying.isDue(clock.monotonic())) void open(isReplacement);
    },
    close() {
      isClosed = true;
    },
  };
}
