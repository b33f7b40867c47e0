import { proxyFor } from '../exchanges/proxy.ts';
import type { Log } from '../runtime/log.ts';
import type { Store } from '../store/redis/connect.ts';
import { nullIfRedisError } from '../store/redis/redisError.ts';
import { createDefects } from '../store/reports/defects.ts';
import type { Guest } from './openGuest.ts';
import { createAttempts } from './streams/attempts.ts';
import { createHub } from './streams/createHub.ts';
import type { ReportingHub } from './streams/hubOptions.ts';

export interface OpenGuestStreamsOptions {
  readonly guest: Pick<Guest, 'market' | 'connector' | 'clock' | 'gate'>;
  readonly store: Store;
  /** The IP address sockets leave from, by its name. */
  readonly egress: string;
  /** Base URL of the exchange's streams, without a slash at its end. */
  readonly streamUrl: string;
  /** The exchange's name of what is followed. */
  readonly symbol: string;
  /** Names this process (`holderName`). */
  readonly holder: string;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}

/**
 * A guest's way to the exchange's streams: its sockets are counted with all others. @returns null: the exchange has none
 * @throws StartError where the environment names a proxy that cannot be used
 */
export function openGuestStreams(options: OpenGuestStreamsOptions): ReportingHub | null {
  const { guest, store, egress, streamUrl, symbol, holder, log } = options;
  const { market, connector, clock, gate } = guest;
  const { streams: protocol } = connector;
  if (protocol === undefined) return null;
  return createHub({
    ...{ protocol, clock, log },
    baseUrl: streamUrl,
    proxy: proxyFor(streamUrl),
    attempts: createAttempts({ store, account: { egress, market }, protocol, clock, who: holder }),
    heartbeatSymbols: () => [symbol],
    defects: createDefects(log),
    // A Redis that is away hears of it with the next refusal.
    onStopped: (error) => void gate.noteRefusal(error).catch(nullIfRedisError),
  });
}
