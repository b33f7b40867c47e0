import { parseConfig } from '../../../config/parseConfig.ts';
import { ConfigError } from '../../../runtime/errors.ts';

/** The configuration of a value or a text. */
export function parse(value: unknown, env: NodeJS.ProcessEnv = {}) {
  return parseConfig(typeof value === 'string' ? value : JSON.stringify(value), '/c.json', env);
}

/** The faults of a value or a text; none when it is good. Any other error than ConfigError fails the test. */
export function faultsIn(value: unknown, env: NodeJS.ProcessEnv = {}): readonly string[] {
  try {
    parse(value, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}
