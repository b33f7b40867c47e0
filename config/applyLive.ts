import { isDeepStrictEqual } from 'node:util';
import type { Config } from './config.ts';
import { deepFreeze } from './parseConfig.ts';

/** By section, the keys whose new value takes effect only after a restart. */
const restartKeys = {
  redis: ['url', 'db'],
  api: ['host', 'port'],
  binance: ['spotUrl', 'spotStreamUrl', 'usdmUrl', 'usdmStreamUrl'],
  relay: ['url'],
  log: ['directory'],
  budget: ['egress'],
} as const satisfies { [Section in keyof Config]?: readonly (keyof Config[Section])[] };

const sections = Object.keys(restartKeys) as (keyof typeof restartKeys)[];

/**
 * The part of a new configuration that a running process can use: everything except the keys that need a restart. Those keep the values
 * in use.
 * @returns `restartNeeded`: the paths of the keys that differ and wait for a restart
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

/** The wanted section, but with these keys as they are in use; a key that is absent there is left out. */
function keep(wanted: object, running: object, keys: readonly string[]): object {
  const others = Object.entries(wanted).filter(([key]) => !keys.includes(key));
  const these = Object.entries(running).filter(([key]) => keys.includes(key));
  return Object.fromEntries([...others, ...these]);
}
