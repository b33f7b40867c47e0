import { Redis } from 'ioredis';
import { StartError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import { monotonicMs } from '../../runtime/machine.ts';
import { loadCommands, type StoreCommands } from './commands.ts';
import { createDamageLog, type DamageLog } from './damage.ts';
import { awaitLoaded } from './loaded.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import { type ServerWatch, watchServer } from './serverWatch.ts';

export type StoreClient = Redis & StoreCommands;

/** An open connection to the Redis that keeps our data. */
export interface Store {
  readonly redis: StoreClient;
  readonly db: number;
  /** False while the connection is down, and commands fail at once, or while Redis loads its data. */
  isUp(): boolean;
  /** Why Redis refuses us, though it answers. */
  readonly refusals: Pick<Refusals, 'note' | 'reply' | 'current'>;
  /** The clock of `upSince`, ms. */
  readonly monotonic: () => number;
  /** Monotonic ms since which the present connection stands: Redis has lost nothing since then. Infinity while it is down. */
  upSince(): number;
  /** Calls back each time a lost connection is up again and Redis has loaded its data. */
  onBack(listener: () => void): void;
  /** What was found in it that is not what it should be. */
  readonly damage: DamageLog;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** redis://, rediss:// (TLS) or unix:///path/to.sock */
  readonly url: string;
  /** Database number; the only thing that chooses it. */
  readonly db: number;
  /** Connection name, shown by CLIENT LIST. */
  readonly name: string;
  readonly log: Log;
  /** Longest wait for a reply, ms; default 1000. */
  readonly commandTimeoutMs?: number;
  /** Monotonic clock, ms; default the machine's. */
  readonly monotonic?: () => number;
  /** Ends the wait for a Redis that is down. */
  readonly signal?: AbortSignal;
}

const OLDEST = [6, 2] as const;

/** Commands that hold many entries each, as of what is wanted in one moment (gather.ts). */
const GATHERED: (keyof StoreCommands)[] = ['writeSeries', 'writeLatest', 'confirm'];

/**
 * Commands wait neither for a lost connection nor for a stopped server: a caller polls again in a second anyway, and a reply
 * that comes late is of no use to it.
 */
const COMMAND_TIMEOUT_MS = 1_000;

/** Errors that waiting cannot cure. */
const HOPELESS =
  /WRONGPASS|NOAUTH|NOPERM|invalid password|without any password|DB index is out of range|invalid DB index/i;

/** A Redis URL without user, password and query, for messages. */
export function describeRedis(url: string): string {
  if (url.startsWith('unix://')) return url;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

const hintFor = (error: string): string => (/NOAUTH/.test(error) ? ' (redis.url needs a password)' : '');

function createClient(options: StoreOptions, onErrorReply: (error: Error) => void): StoreClient {
  const common = {
    db: options.db,
    connectionName: `binance-collector-${options.name}`,
    lazyConnect: true,
    connectTimeout: 2_000,
    disconnectTimeout: 100,
    commandTimeout: options.commandTimeoutMs ?? COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    // Its check waits by a guess of Redis, up to 10 s too long, and for ever where INFO is renamed: see loaded.ts.
    enableReadyCheck: false,
    // The one place that sees every error reply.
    reconnectOnError: (error: Error) => {
      onErrorReply(error);
      return false;
    },
    enableAutoPipelining: true,
    // A pipeline waits until the one before it is answered, and costs time of its own: what is gathered already needs none.
    autoPipeliningIgnoredCommands: GATHERED,
    retryStrategy: (times: number) => Math.min(50 * 2 ** times, 500) * (0.5 + Math.random() / 2),
    scripts: loadCommands(),
  };
  const socket = options.url.startsWith('unix://') ? options.url.slice('unix://'.length) : undefined;
  const client = socket === undefined ? new Redis(options.url, common) : new Redis({ ...common, path: socket });
  return client as StoreClient;
}

/**
 * Opens the store: waits, saying so once, while Redis is down, and resolves when it answers. Later losses are logged and mended
 * by themselves.
 *
 * @throws StartError when Redis refuses the password or the database, or is older than 6.2.
 */
export async function connectStore(options: StoreOptions): Promise<Store> {
  const { log, monotonic = monotonicMs } = options;
  const where = `Redis at ${describeRedis(options.url)}`;
  const refusals = createRefusals(log);
  let watch: ServerWatch | undefined;
  const redis = createClient(options, (error) => {
    if (!isOfNoAccount(error)) refusals.note(error.message);
    if (/\b(?:READONLY|MASTERDOWN) /.test(error.message)) watch?.hurry();
  });
  let lastError = 'no answer';
  let up = false;
  let upSince = Number.POSITIVE_INFINITY;
  let opened = false;
  const backListeners: (() => void)[] = [];

  await new Promise<void>((resolve, reject) => {
    let saidWaiting = false;
    const fail = (error: unknown) => {
      redis.disconnect();
      reject(error);
    };
    const onAbort = () => {
      fail(new StartError('stopped while waiting for Redis'));
    };
    options.signal?.addEventListener('abort', onAbort, { once: true });
    redis.on('error', (error: Error) => {
      lastError = error.message || String((error as NodeJS.ErrnoException).code);
      if (opened) return;
      if (HOPELESS.test(lastError)) {
        fail(new StartError(`${where} (db ${options.db}) refuses us: ${lastError}${hintFor(lastError)}`));
      } else if (!saidWaiting) {
        saidWaiting = true;
        log.warn(`${where} does not answer: waiting for it`, { error: lastError });
      }
    });
    redis.on('ready', async () => {
      const isLoaded = await awaitLoaded(redis);
      if (!isLoaded) return;
      refusals.forget();
      up = true;
      upSince = monotonic();
      if (opened) {
        log.info(`${where} is back`);
        for (const listener of backListeners) listener();
        return;
      }
      checkVersion(redis, where).then(() => {
        opened = true;
        // From here on the connection ends with close(): what closes before it still needs it.
        options.signal?.removeEventListener('abort', onAbort);
        resolve();
      }, fail);
    });
    redis.on('close', () => {
      if (up && opened) log.warn(`${where} is lost: trying again until it is back`, { error: lastError });
      up = false;
      refusals.forget();
      upSince = Number.POSITIVE_INFINITY;
    });
    // The 'error' handler has the reason; retryStrategy goes on trying.
    redis.connect().catch(() => undefined);
  });

  watch = watchServer(redis, ({ isPrimary }) => {
    lastError = `the address leads to another server now, a ${isPrimary ? 'primary' : 'replica'}`;
    redis.disconnect(true);
  });

  return {
    redis,
    db: options.db,
    damage: createDamageLog(log),
    isUp: () => up,
    refusals,
    monotonic,
    upSince: () => upSince,
    onBack: (listener) => backListeners.push(listener),
    async close() {
      opened = false;
      watch?.close();
      refusals.forget();
      // QUIT lets replies that are under way arrive; a Redis that is away or frozen must not hold up the exit.
      await redis.quit().catch(() => undefined);
      redis.disconnect();
    },
  };
}

/** Nothing that we live by: a missing right to these is dealt with where they are asked. */
const isOfNoAccount = (error: Error): boolean =>
  /^(?:info|subscribe|hello|client)$/i.test((error as { command?: { name?: string } }).command?.name ?? '');

/** HELLO needs no right that a connection does not have anyway, unlike INFO under an ACL. */
async function checkVersion(redis: Redis, where: string): Promise<void> {
  const tooOld = (found: string) =>
    new StartError(`${where} is too old (${found}): Redis ${OLDEST.join('.')} or newer, or Valkey, is needed`);
  let reply: unknown;
  try {
    reply = await redis.call('HELLO');
  } catch (error) {
    const message = (error as Error).message;
    if (/unknown command/i.test(message)) throw tooOld('no HELLO');
    if (HOPELESS.test(message)) throw new StartError(`${where} refuses us: ${message}`);
    return;
  }
  const fields = reply as unknown[];
  const version = String(fields[fields.indexOf('version') + 1]);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) throw tooOld(version);
}
