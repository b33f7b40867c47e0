interface Variable {
  readonly name: string;
  readonly path: readonly [section: string, key?: string];
  readonly read?: (text: string) => unknown;
}

/** Variables that win over the file. (CONFIG_FILE, which names the file, is read by the loader.) */
const variables: readonly Variable[] = [
  { name: 'REDIS_URL', path: ['redis', 'url'] },
  { name: 'API_HOST', path: ['api', 'host'] },
  { name: 'API_PORT', path: ['api', 'port'], read: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : text) },
  { name: 'API_ACCESS_KEYS', path: ['api', 'accessKeys'], read: readList },
  { name: 'BINANCE_API_KEY', path: ['apiKeys'], read: (text) => [{ key: text }] },
  { name: 'BINANCE_SPOT_URL', path: ['binance', 'spotUrl'] },
  { name: 'BINANCE_SPOT_STREAM_URL', path: ['binance', 'spotStreamUrl'] },
  { name: 'BINANCE_USDM_URL', path: ['binance', 'usdmUrl'] },
  { name: 'BINANCE_USDM_STREAM_URL', path: ['binance', 'usdmStreamUrl'] },
  { name: 'RELAY_URL', path: ['relay', 'url'] },
  { name: 'TRANSPORT', path: ['transport'] },
  { name: 'LOG_LEVEL', path: ['log', 'level'] },
  { name: 'LOG_DIR', path: ['log', 'directory'] },
];

/**
 * Puts the environment's values into the raw configuration, before it is validated; empty ones count as unset.
 * @returns for each path that got its value from a variable, the variable's name; fault lines name it
 */
export function overlayEnvironment(raw: Record<string, unknown>, env: NodeJS.ProcessEnv): Map<string, string> {
  const given = new Map<string, string>();
  for (const { name, path, read = String } of variables) {
    const text = env[name]?.trim();
    if (text === undefined || text === '') continue;
    const [section, key] = path;
    if (key === undefined) {
      raw[section] = read(text);
    } else {
      const target = Object.hasOwn(raw, section) ? raw[section] : {};
      // The section has the wrong type. The validation reports that later, as a fault of the file.
      if (!isRecord(target)) continue;
      target[key] = read(text);
      raw[section] = target;
    }
    given.set(path.join('.'), name);
  }
  return given;
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
