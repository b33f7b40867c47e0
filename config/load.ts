import type { Config } from './config.ts';
import { configFileOf, readConfigFile } from './configFile.ts';
import { parseConfig } from './parseConfig.ts';

export interface LoadedConfig {
  /** Validated, complete and deeply frozen. */
  readonly config: Config;
  /** First 12 hex digits of the SHA-256 of the file's bytes. */
  readonly hash: string;
  /** Absolute path of the file. */
  readonly file: string;
}

/**
 * Loads the file CONFIG_FILE names (default CONFIG.json in the working directory) with the environment laid over it.
 * Secrets found in it are registered with the log.
 * @throws ConfigError naming every fault at once
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): LoadedConfig {
  const file = configFileOf(env);
  const { text, hash } = readConfigFile(file, env);
  return { config: parseConfig(text, file, env), hash, file };
}
