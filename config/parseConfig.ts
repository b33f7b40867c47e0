import type { FeedRow } from '../markets/market.js';
import { DEFAULT_MARKET, feedsOf, type Market, namedOf, rowOf } from '../markets/markets.js';
import { ConfigError } from '../runtime/errors.ts';
import { createLateChecks } from '../runtime/lateChecks.ts';
import { registerSecrets } from '../runtime/secrets.ts';
import type { Config } from './config.ts';
import { defaultRetention } from './defaultRetention.ts';
import { isRecord, type Overlay, overlayEnvironment } from './environment.ts';
import { faultsOf, firstFaults, named } from './faults.ts';
import { JsonFault, type ParsedJson, parseJson } from './parseJson.ts';
import { buildSchema } from './schema.ts';
import { secretsOf } from './secretsOf.ts';
import { streamUrlFor } from './streamUrl.ts';

const lateCheck = createLateChecks({
  allErrors: true,
  useDefaults: true,
  verbose: true,
  formats: {
    'redis-url': isRedisUrl,
    'http-url': isHttpUrl,
    'ws-url': isWsUrl,
    'relay-url': isRelayUrl,
    'web-origin': isWebOrigin,
  },
  keywords: ['errorMessage'],
  // A process checks a file or two: to make the check faster takes longer than that saves.
  code: { optimize: false },
});

type UsdmPart = NonNullable<Config['usdm']>;

/** What the schema accepts: the URLs of streams may be left out, and the transport of a market with a section of its own. */
type Written = Omit<Config, 'binance' | 'usdm'> & {
  readonly $schema?: string;
  readonly usdm?: Omit<UsdmPart, 'transport'> & Partial<Pick<UsdmPart, 'transport'>>;
  readonly binance: Pick<Config['binance'], 'spotUrl' | 'usdmUrl'> & Partial<Config['binance']>;
};
const schema = buildSchema();
const checkOf = lateCheck<Written>(schema);
/** For a file without futures: to compile their part takes longer than all the rest. */
const spotCheckOf = lateCheck<Written>({ ...schema, properties: { ...schema.properties, usdm: {} } });

/**
 * Makes the configuration from a file's text and the environment: with defaults, pairs in lower case, deeply frozen.
 * Its secrets are registered with the log.
 * @param file absolute path, for the error
 * @param started that of the start of the process, for an edit: some defaults follow the number of pairs there
 * @throws ConfigError that names all faults at once; it throws no other error
 */
export function parseConfig(text: string, file: string, env: NodeJS.ProcessEnv, started?: Started): Config {
  const { value: raw, faults } = parse(text, file);
  const { variables, faults: wrong } = isRecord(raw) ? overlayEnvironment(raw, env) : NOTHING;
  for (const part of partsOf(raw)) if (Array.isArray(part.pairs)) part.pairs = part.pairs.map(foldCase);
  const validate = isRecord(raw) && raw.usdm !== undefined ? checkOf() : spotCheckOf();
  const isValid = validate(raw);
  const found = [
    ...faults,
    ...wrong,
    ...faultsOf(validate.errors ?? [], variables),
    ...redisFaults(raw, variables),
    ...idleFaults(raw),
  ];
  if (!isValid || found.length > 0) throw new ConfigError(file, firstFaults(found));
  const { $schema: _, usdm, ...written } = raw;
  const config = { ...written, binance: placesOf(written.binance, variables) };
  registerSecrets(secretsOf(config));
  const whole: Config = { ...config, ...wholePart('spot', config, started?.pairs) };
  if (usdm === undefined) return deepFreeze(whole);
  const { transport } = config;
  return deepFreeze({ ...whole, usdm: wholePart('usdm', { transport, ...usdm }, started?.usdm?.pairs) });
}

const NOTHING: Overlay = { variables: new Map(), faults: [] };

/** The pairs of the configuration that a process has started with. */
type Started = Pick<Config, 'pairs'> & { readonly usdm?: Pick<Config, 'pairs'> };

/** What of a market's part follows from the rest of it. @param started the pairs that the process has started with */
function wholePart<Part extends Pick<Config, 'pairs' | 'klines'> & { readonly retention: object }>(
  market: Market,
  part: Part,
  started: readonly string[] = part.pairs,
): Part {
  // The order has no meaning, so a list in another order must not count as a change.
  const intervals = [...part.klines.intervals].sort((a, b) => a - b);
  const retention = { ...defaultRetention(market, started.length), ...part.retention };
  return { ...part, retention, klines: { ...part.klines, intervals } };
}

/** REST and streams of one exchange each. */
function placesOf(written: Written['binance'], variables: ReadonlyMap<string, string>): Config['binance'] {
  const { spotUrl, usdmUrl } = written;
  const streamsOf = (market: Market, restUrl: string): string => {
    // A place that the environment names has streams of its own: those of the file belong to the place in the file.
    const isOther = variables.has(`binance.${market}Url`) && !variables.has(`binance.${market}StreamUrl`);
    return (isOther ? undefined : written[`${market}StreamUrl`]) ?? streamUrlFor(market, restUrl);
  };
  return { spotUrl, spotStreamUrl: streamsOf('spot', spotUrl), usdmUrl, usdmStreamUrl: streamsOf('usdm', usdmUrl) };
}

/** The parts of all markets that the file has. */
function partsOf(raw: unknown): Record<string, unknown>[] {
  return isRecord(raw) ? [raw, raw.usdm].filter(isRecord) : [];
}

/** Freezes a plain value with everything in it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}

function parse(text: string, file: string): ParsedJson {
  try {
    return parseJson(text);
  } catch (cause) {
    if (cause instanceof JsonFault) throw new ConfigError(file, [`it is not valid JSON: ${cause.message}`]);
    throw cause;
  }
}

function foldCase(pair: unknown): unknown {
  return typeof pair === 'string' ? pair.toLowerCase() : pair;
}

/** A market's part that disables everything is a fault: the program would run and collect nothing of it. */
function idleFaults(raw: unknown): string[] {
  const markets: readonly Market[] = ['spot', 'usdm'];
  return partsOf(raw).flatMap(({ feeds }, index) => {
    const isDisabled = (name: string) => isRecord(feeds) && isRecord(feeds[name]) && feeds[name].enabled === false;
    const market = markets[index] ?? DEFAULT_MARKET;
    // Candles with a name are collected where `klines` names them, and what comes by streams alone is not polled.
    const isOwn = (row: FeedRow) => namedOf(row) === undefined && row.ask !== 'none';
    const all = feedsOf(market).filter((name) => isOwn(rowOf(market, name)));
    const path = market === DEFAULT_MARKET ? 'feeds' : `${market}.feeds`;
    return all.every(isDisabled)
      ? [`${path}: all are disabled, so nothing would be collected; enable at least one`]
      : [];
  });
}

/** What is wrong with a Redis URL that is well-formed. */
function redisFaults(raw: unknown, variables: ReadonlyMap<string, string>): string[] {
  const redis = isRecord(raw) ? raw.redis : undefined;
  if (!isRecord(redis) || typeof redis.url !== 'string' || !isRedisUrl(redis.url)) return [];
  const url = new URL(redis.url);
  const place = named('redis.url', variables);
  // User and password are decoded for the login, so they must be decodable.
  const isDecodable = [url.username, url.password].every(canDecode);
  const escapes = isDecodable ? [] : [`${place}: a "%" in the user or password must be written as %25`];
  // redis.db alone chooses the database. One in the URL would be ignored or, worse, obeyed.
  const inPath = url.protocol === 'unix:' ? '' : url.pathname.slice(1);
  const inUrl = [inPath, url.searchParams.get('db') ?? ''].filter((db) => db !== '' && db !== String(redis.db));
  const databases = inUrl.map(
    (db) =>
      `${place}: chooses database ${db.slice(0, 10)} but redis.db is ${String(redis.db)}; redis.db alone chooses the database`,
  );
  return [...escapes, ...databases];
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function isRedisUrl(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  if (hash !== '') return false;
  if (protocol === 'unix:') return text.startsWith('unix:///') && pathname.length > 1 && search === '';
  return (protocol === 'redis:' || protocol === 'rediss:') && hostname !== '' && /^(?:\/\d*)?$/.test(pathname);
}

function isHttpUrl(text: string): boolean {
  return /^https?:/.test(text) && isPlainUrl(text);
}

function isWsUrl(text: string): boolean {
  return /^wss?:/.test(text) && isPlainUrl(text);
}

/** A unix socket, or an address with its port and nothing else: nobody guesses a port. */
function isRelayUrl(text: string): boolean {
  if (text.startsWith('unix:')) return /^unix:\/\/\/\P{Cc}+$/u.test(text) && Buffer.byteLength(text) <= 107;
  if (!/^ws:\/\/[^\s?#@/]+:\d{1,5}$/.test(text) || !URL.canParse(text)) return false;
  return Number(text.slice(text.lastIndexOf(':') + 1)) > 0;
}

/** Whether the text is a URL with a host and without user, query and fragment. */
function isPlainUrl(text: string): boolean {
  return /^[a-z]+:\/\/[^\s?#@]+$/.test(text) && URL.canParse(text) && new URL(text).hostname !== '';
}

/** Whether the text is `*` or an origin exactly as browsers write it in the Origin header, since that is compared letter by letter. */
function isWebOrigin(text: string): boolean {
  return text === '*' || (/^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text);
}
