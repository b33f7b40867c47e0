import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { exchangeUrlOf, streamUrlOf } from '../../config/marketConfig.ts';
import { connectors } from '../../gateway/connectors.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import { openGuestStreams } from '../../gateway/openGuestStreams.ts';
import type { ReportingHub } from '../../gateway/streams/hubOptions.ts';
import type { Log } from '../../runtime/log.ts';
import { holderName } from '../../runtime/machine.ts';
import { openConfiguredGuest } from '../exchange/openConfiguredGuest.ts';
import type { Progress } from '../progress/progress.ts';
import { openConfiguredRedis } from '../redis/openConfiguredRedis.ts';
import type { Arguments } from './readArguments.ts';

/** The open way to an exchange, while it is needed. */
export interface Visited {
  readonly guest: Guest;
  /** Its streams; null: the exchange has none. */
  readonly hub: Pick<ReportingHub, 'follow' | 'report'> | null;
  /** The exchange's name of the pair. */
  readonly symbol: string;
  readonly streamHost: string;
  /** Where REST is. */
  readonly restName: string;
}

const NAME = 'compare';

/** Where callers may have nothing, the operator's own command has as much as they have by default. */
const DEFAULT_SHARE = 0.2;

/**
 * Opens Redis and the way to the exchange, does what is to be done, and closes both.
 *
 * @throws ConfigError; StartError where Redis or the exchange cannot be used; what `work` throws
 */
export async function visit<Result>(
  { market, code, directory }: Arguments,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: Progress },
  work: (visited: Visited) => Promise<Result>,
): Promise<Result> {
  const { config } = loadConfig();
  const log = tellingLog(progress);
  const redis = await openConfiguredRedis(config.redis, {
    ...{ directory, name: NAME, log, signal, say: progress.say },
    isNewWelcome: true,
  });
  try {
    const { store } = redis;
    const streamUrl = streamUrlOf(config, market);
    const symbol = connectors[market].symbolOf(code);
    const callers = callersOf(config);
    const weight = { caller: NAME };
    const guest = await openConfiguredGuest({ market, config: { ...config, callers }, store, weight, log });
    const { egress } = config.budget;
    const hub = openGuestStreams({ guest, store, egress, streamUrl, symbol, holder: holderName(NAME), log });
    try {
      const restName = new URL(exchangeUrlOf(config, market)).host;
      return await work({ guest, hub, symbol, streamHost: new URL(streamUrl).host, restName });
    } finally {
      hub?.close();
      guest.close();
    }
  } finally {
    await redis.close();
  }
}

const callersOf = ({ callers }: Config): Config['callers'] =>
  callers.share > 0 ? callers : { ...callers, share: DEFAULT_SHARE };

/** What is to be known stands between the lines of the progress. */
function tellingLog({ say }: Progress): Log {
  const nothing = () => undefined;
  return { error: say, warn: say, info: say, debug: nothing, setLevel: nothing, close: async () => undefined };
}
