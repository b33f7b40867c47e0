import { type ParseArgsConfig, parseArgs } from 'node:util';
import { DEFAULT_MARKET, type Market, marketNames } from '../../markets/markets.js';
import { StartError } from '../../runtime/errors.ts';
import { type TaskName, usageOf } from '../setup/usage.js';

/** What is wrong with a command's arguments, and how it is called, in one line. */
export const refused = (command: TaskName, why: string): StartError =>
  new StartError(`${why.replaceAll('\n', ' ')}; ${usageOf(command)}`);

/**
 * The options of a command, and what stands there without one. @param command names it in messages
 *
 * @throws StartError in one line for an option that there is not, one without its value, and words that belong to none where none are allowed
 */
export function parseOptions<Options extends NonNullable<ParseArgsConfig['options']>>(
  command: TaskName,
  args: readonly string[],
  options: Options,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals });
  } catch (error) {
    throw refused(command, (error as Error).message);
  }
}

/** @throws StartError that names the markets */
export function marketIn(command: TaskName, text: string = DEFAULT_MARKET): Market {
  const market = marketNames.find((name) => name === text);
  if (market !== undefined) return market;
  throw refused(command, `--market must be one of ${marketNames.join(', ')} (got "${text}")`);
}

/** @param name of the option @throws StartError that names the range, both ends of which are accepted */
export function wholeIn(command: TaskName, name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  throw refused(command, `--${name} must be a whole number from ${least} to ${most} (got "${text}")`);
}
