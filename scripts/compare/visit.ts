import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { apiKeysOf, exchangeUrlOf, streamUrlOf } from '../../config/marketConfig.ts';
import { connectors } from '../../gateway/connectors.ts';
import { type Guest, openGuest } from '../../gateway/openGuest.ts';
import type { Log } from '../../runtime/log.ts';
import { holderName } from '../../runtime/machine.ts';
import { openRedis } from './openRedis.ts';
import type { Progress } from './progress.ts';
import type { Arguments } from './readArguments.ts';

/** The open way to an exchange, while it is needed. */
export interface Visited {
  readonly guest: Guest;
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
  const redis = await openRedis({ redis: config.redis, directory, log, signal, say: progress.say });
  try {
    const [baseUrl, streamUrl] = [exchangeUrlOf(config, market), streamUrlOf(config, market)];
    const symbol = connectors[market].symbolOf(code);
    const guest = await openGuest({
      ...{ market, baseUrl, streamUrl, symbol, log, name: NAME },
      ...{ store: redis.store, egress: config.budget.egress, share: config.budget.share },
      apiKeys: () => apiKeysOf(config, market),
      callers: callersOf(config),
      holder: holderName(NAME),
    });
    try {
      return await work({ guest, symbol, streamHost: new URL(streamUrl).host, restName: `${new URL(baseUrl).host}` });
    } finally {
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
