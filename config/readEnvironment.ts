import { existsSync } from 'node:fs';
import { readConfigFile } from './configFile.ts';
import { envFileOf, variablesIn, withVariables } from './envFile.js';

/**
 * The environment of a process with what the file .env beside the configuration file adds to it. It is read at the start, as the environment is.
 * @param configFile absolute path @throws ConfigError where there is such a file and it cannot be used
 */
export function readEnvironment(env: NodeJS.ProcessEnv, configFile: string): NodeJS.ProcessEnv {
  const file = envFileOf(configFile);
  return existsSync(file) ? withVariables(env, variablesIn(readConfigFile(file).text)) : env;
}
