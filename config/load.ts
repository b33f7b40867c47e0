import type { Config } from './config.ts';
import { configFileOf, readConfigFile } from './configFile.ts';
import { parseConfig } from './parseConfig.ts';
import { readEnvironment } from './readEnvironment.ts';

export interface LoadedConfig {
  /** Validated, complete and deeply frozen. */
  readonly config: Config;
  /** First 12 hex digits of the SHA-256 of the file's bytes. */
  readonly hash: string;
  /** Absolute path of the file. */
  readonly file: string;
}

/**
 * Loads the file that CONFIG_FILE names (default: CONFIG.json in the working directory); values from the environment, and from the file .env
 * beside it, win over it.
 * Its secrets are registered with the log, which hides them.
 * @throws ConfigError naming every fault at once
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): LoadedConfig {
  const file = configFileOf(env);
  const { text, hash } = readConfigFile(file, env);
  return { config: parseConfig(text, file, readEnvironment(env, file)), hash, file };
}
