import path from 'node:path';
import { parseEnv } from 'node:util';

/**
 * Variables in a file, `NAME=value` in each line, as if the environment had them. Plain JavaScript, since PM2's file reads it before anything
 * is built.
 */

/**
 * Where it is: beside the configuration file.
 * @param {string} configFile absolute path
 */
export const envFileOf = (configFile) => path.join(path.dirname(configFile), '.env');

/**
 * The variables in its text; none in a text that is no such file.
 * @param {string} text
 * @returns {Record<string, string | undefined>}
 */
export function variablesIn(text) {
  // Node 20 takes a comment that is indented for the name of what follows.
  const { CONFIG_FILE: _, ...variables } = parseEnv(text.replace(/^[ \t]+/gm, ''));
  return variables;
}

/**
 * The environment with these variables beside it. The environment's own win, but for empty ones, which count as unset.
 * @param {Record<string, string | undefined>} env
 * @param {Record<string, string | undefined>} variables
 * @returns {Record<string, string | undefined>}
 */
export function withVariables(env, variables) {
  const own = Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== '');
  return { ...variables, ...Object.fromEntries(own) };
}
