import {
  BadVariable,
  readBaseUrl,
  readDebug,
  readIntervals,
  readLevel,
  readNumber,
  readPairs,
  readUnused,
} from './futuresVariables.ts';

/**
 * A variable: where its value stands in CONFIG.json, and how its text is read; undefined is no value. Without a path it is only checked.
 *
 * - `within` only where CONFIG.json, or a variable before it, has this section
 */
interface Variable {
  readonly name: string;
  readonly path?: readonly string[];
  readonly read?: (text: string) => unknown;
  readonly within?: string;
}

const wholeNumber = (text: string): unknown => (/^\d{1,9}$/.test(text) ? Number(text) : text);

/** Variables that win over the file, and later ones over those before them. (CONFIG_FILE, which names the file, is read by the loader.) */
const variables: readonly Variable[] = [
  // Those of an older futures service.
  { name: 'BINANCE_BASE_URL', path: ['binance', 'usdmUrl'], read: readBaseUrl },
  { name: 'SUPPORTED_SYMBOLS', path: ['usdm', 'pairs'], read: readPairs },
  { name: 'SUPPORTED_INTERVALS', path: ['usdm', 'klines', 'intervals'], read: readIntervals, within: 'usdm' },
  { name: 'APP_PORT', path: ['api', 'port'], read: wholeNumber },
  { name: 'DEBUG', path: ['log', 'level'], read: readDebug },
  { name: 'LARGE_TRADE_THRESHOLD_USD', path: ['live', 'largeTradeUsd'], read: readNumber },
  { name: 'WS_RECONNECT_DELAY', read: readUnused },
  { name: 'WS_MAX_RECONNECT_ATTEMPTS', read: readUnused },
  // Ours.
  { name: 'REDIS_URL', path: ['redis', 'url'] },
  { name: 'API_HOST', path: ['api', 'host'] },
  { name: 'API_PORT', path: ['api', 'port'], read: wholeNumber },
  { name: 'API_ACCESS_KEYS', path: ['api', 'accessKeys'], read: readList },
  { name: 'BINANCE_API_KEY', path: ['apiKeys'], read: (text) => [{ key: text }] },
  { name: 'BINANCE_SPOT_URL', path: ['binance', 'spotUrl'] },
  { name: 'BINANCE_SPOT_STREAM_URL', path: ['binance', 'spotStreamUrl'] },
  { name: 'BINANCE_USDM_URL', path: ['binance', 'usdmUrl'] },
  { name: 'BINANCE_USDM_STREAM_URL', path: ['binance', 'usdmStreamUrl'] },
  { name: 'RELAY_URL', path: ['relay', 'url'] },
  { name: 'SNAPSHOTS_DIR', path: ['snapshots', 'directory'] },
  { name: 'TRANSPORT', path: ['transport'] },
  { name: 'LOG_LEVEL', path: ['log', 'level'], read: readLevel },
  { name: 'LOG_DIR', path: ['log', 'directory'] },
];

/** What the environment has put into a configuration. */
export interface Overlay {
  /** For each path that got its value from a variable, the variable's name; fault lines name it. */
  readonly variables: ReadonlyMap<string, string>;
  /** What is wrong with variables whose value is in no configuration, one line each. */
  readonly faults: readonly string[];
}

/** Puts the environment's values into the raw configuration, before it is validated; empty ones count as unset. */
export function overlayEnvironment(raw: Record<string, unknown>, env: NodeJS.ProcessEnv): Overlay {
  const given = new Map<string, string>();
  const faults: string[] = [];
  for (const { name, path, read = String, within } of variables) {
    const text = env[name]?.trim();
    if (text === undefined || text === '' || (within !== undefined && raw[within] === undefined)) continue;
    try {
      const value = read(text);
      // A section of the wrong type is reported by the validation later, as a fault of the file.
      if (path !== undefined && value !== undefined && setAt(raw, path, value)) given.set(path.join('.'), name);
    } catch (error) {
      if (!(error instanceof BadVariable)) throw error;
      faults.push(`${name}: ${error.message}`);
    }
  }
  return { variables: given, faults };
}

/** @returns whether there is such a place, or could be made */
function setAt(target: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): boolean {
  if (rest.length === 0) {
    target[key] = value;
    return true;
  }
  const section = Object.hasOwn(target, key) ? target[key] : {};
  if (!isRecord(section) || !setAt(section, rest, value)) return false;
  target[key] = section;
  return true;
}

/** PM2 may run one program several times. This is the number of this process among them, from 0; 0 without PM2. */
export function instanceNumber(env: NodeJS.ProcessEnv): number {
  return Number(env.NODE_APP_INSTANCE ?? 0) || 0;
}

/** Whether the value is an object with keys, neither null nor a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text of only "," becomes one empty key, which is invalid. An empty list would open the API to everyone. */
function readList(text: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  const named = items.filter((item) => item !== '');
  return named.length > 0 ? named : [''];
}
