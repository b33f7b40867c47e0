import { isDeepStrictEqual } from 'node:util';
import type { Config } from './config.ts';
import { deepFreeze } from './parseConfig.ts';

/** Keys whose new value only a restart applies, by section. */
const restartKeys: readonly (readonly [section: string, key: string, read: (config: Config) => unknown])[] = [
  ['redis', 'url', (config) => config.redis.url],
  ['redis', 'db', (config) => config.redis.db],
  ['api', 'host', (config) => config.api.host],
  ['api', 'port', (config) => config.api.port],
  ['binance', 'spotUrl', (config) => config.binance.spotUrl],
  ['log', 'directory', (config) => config.log.directory],
  ['budget', 'egress', (config) => config.budget.egress],
];

/**
 * What of a new configuration a running process can use: everything except the keys that need a restart, which keep their
 * running values.
 * @returns `restartNeeded`: the paths of those that differ
 */
export function applyLive(wanted: Config, running: Config): { next: Config; restartNeeded: string[] } {
  const { directory: _, ...log } = wanted.log;
  const { directory } = running.log;
  const next = deepFreeze<Config>({
    ...wanted,
    redis: running.redis,
    api: { ...wanted.api, host: running.api.host, port: running.api.port },
    binance: { ...wanted.binance, spotUrl: running.binance.spotUrl },
    log: directory === undefined ? log : { ...log, directory },
    budget: { ...wanted.budget, egress: running.budget.egress },
  });
  const changed = restartKeys.filter(([, , read]) => !isDeepStrictEqual(read(wanted), read(running)));
  return { next, restartNeeded: changed.map(([section, key]) => `${section}.${key}`) };
}
