import { type Stats, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { readConfigFile } from './configFile.ts';
import { envFileOf, variablesIn } from './envFile.js';
import { isRecord, overlayEnvironment } from './environment.ts';
import { redisLogin } from './redisLogin.ts';

/**
 * Finds files with secrets that every user of this machine can read: the configuration file, the file .env beside it, and the copy of the
 * environment that PM2 keeps.
 * @param file absolute path; a file that cannot be used is ignored here
 * @returns a warning for each of them, with the command that closes it
 */
export function exposedSecrets(file: string, env: NodeJS.ProcessEnv): string[] {
  return [...inConfigFile(file), ...inEnvFile(envFileOf(file)), ...inPm2(env)];
}

const inConfigFile = (file: string): string[] => inFile(file, secretKeys(parseJson(textOf(file))));

const inEnvFile = (file: string): string[] => inFile(file, secretVariables(variablesIn(textOf(file))));

function inFile(file: string, keys: readonly string[]): string[] {
  const stat = statOf(file);
  if (keys.length === 0 || stat === undefined || (stat.mode & 0o004) === 0) return [];
  const us = process.geteuid?.() ?? 0;
  // If the file belongs to somebody else, we could no longer read it after the chmod; so it must change its owner first.
  const owner = us === 0 || stat.uid === us ? '' : `chown ${userName(us)} ${file} && `;
  return [
    `${file} holds secrets (${keys.join(', ')}) and every user of this machine can read it; run: ${owner}chmod 600 ${file}`,
  ];
}

/** `pm2 save` writes the environment of `pm2 start` into PM2's folder, which every user can read. */
function inPm2(env: NodeJS.ProcessEnv): string[] {
  if (env.pm_id === undefined) return [];
  const home = env.PM2_HOME || join(homedir(), '.pm2');
  const names = secretVariables(env);
  if (names.length === 0 || ((statOf(home)?.mode ?? 0) & 0o001) === 0) return [];
  return [
    `PM2 keeps the secrets of the environment (${names.join(', ')}) in ${home}, which every user of this machine can read; run: chmod 700 ${home}`,
  ];
}

/** The variables that hold secrets. */
function secretVariables(env: NodeJS.ProcessEnv): string[] {
  const given: Record<string, unknown> = {};
  const { variables } = overlayEnvironment(given, env);
  return secretKeys(given).map((key) => variables.get(key) ?? key);
}

/** The keys of a configuration, not validated yet, that hold secrets. */
function secretKeys(raw: unknown): string[] {
  if (!isRecord(raw)) return [];
  const { apiKeys, api, redis } = raw;
  const isFilled = (list: unknown): boolean => Array.isArray(list) && list.length > 0;
  const url = isRecord(redis) && typeof redis.url === 'string' && URL.canParse(redis.url) ? redis.url : undefined;
  const keys: [key: string, isSecret: boolean][] = [
    ['apiKeys', isFilled(apiKeys)],
    ['api.accessKeys', isRecord(api) && isFilled(api.accessKeys)],
    ['redis.url', url !== undefined && redisLogin(url) !== undefined],
  ];
  return keys.filter(([, isSecret]) => isSecret).map(([key]) => key);
}

/** Empty where it cannot be read: that is said elsewhere. */
function textOf(file: string): string {
  try {
    return readConfigFile(file).text;
  } catch {
    return '';
  }
}

/** Undefined where it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function statOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

/** Not every user has a name (in a container, say). */
function userName(id: number): string {
  try {
    return userInfo().username;
  } catch {
    return String(id);
  }
}
