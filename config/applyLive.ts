import { isDeepStrictEqual } from 'node:util';
import type { Config } from './config.ts';
import { deepFreeze } from './parseConfig.ts';

/** Keys whose new value only a restart applies, by section. */
const restartKeys = {
  redis: ['url', 'db'],
  api: ['host', 'port'],
  binance: ['spotUrl'],
  log: ['directory'],
  budget: ['egress'],
} as const satisfies { [Section in keyof Config]?: readonly (keyof Config[Section])[] };

const sections = Object.keys(restartKeys) as (keyof typeof restartKeys)[];

/**
 * What of a new configuration a running process can use: everything except the keys that need a restart, which keep their
 * running values.
 * @returns `restartNeeded`: the paths of those that differ
 */
export function applyLive(wanted: Config, running: Config): { next: Config; restartNeeded: string[] } {
  const kept = sections.map((section) => [section, keep(wanted[section], running[section], restartKeys[section])]);
  const restartNeeded = sections.flatMap((section) => {
    const keys: readonly string[] = restartKeys[section];
    const differs = (key: string) =>
      !isDeepStrictEqual(Reflect.get(wanted[section], key), Reflect.get(running[section], key));
    return keys.filter(differs).map((key) => `${section}.${key}`);
  });
  return { next: deepFreeze<Config>({ ...wanted, ...Object.fromEntries(kept) }), restartNeeded };
}

/** The wanted section, with these keys as the running one has them, absent ones included. */
function keep(wanted: object, running: object, keys: readonly string[]): object {
  const others = Object.entries(wanted).filter(([key]) => !keys.includes(key));
  const these = Object.entries(running).filter(([key]) => keys.includes(key));
  return Object.fromEntries([...others, ...these]);
}
