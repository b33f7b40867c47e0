import { parseArgs } from 'node:util';
import { type Collector, collectors, feedNames, intervalMinutes } from '../markets/markets.js';
import { StartError } from '../runtime/errors.ts';

export const HELP = `usage: node dist/collectors/main.js [--feed all] [--interval MINUTES]

Collects as CONFIG.json, or the file that CONFIG_FILE names, says; until it is stopped.

  --feed      all, or one of ${feedNames.join(', ')}
  --interval  with --feed klines: one of ${intervalMinutes.join(', ')}; all of them by default`;

/** The collectors that `--feed` and `--interval` name. @throws StartError saying what is accepted. */
export function chooseCollectors(args: readonly string[]): readonly Collector[] {
  const usage = `use --feed all (the default), --feed <${feedNames.join(' | ')}>, and with klines --interval <${intervalMinutes.join(' | ')}>`;
  let values: { feed?: string; interval?: string };
  try {
    ({ values } = parseArgs({ args: [...args], options: { feed: { type: 'string' }, interval: { type: 'string' } } }));
  } catch (error) {
    throw new StartError(`${(error as Error).message}: ${usage}`);
  }
  const { feed = 'all', interval } = values;
  const chosen = collectors.filter(
    (collector) =>
      (feed === 'all' || collector.feed === feed) &&
      (interval === undefined || (feed === 'klines' && String(collector.interval) === interval)),
  );
  if (chosen.length === 0) {
    throw new StartError(
      `no collector for --feed ${feed}${interval === undefined ? '' : ` --interval ${interval}`}: ${usage}`,
    );
  }
  return chosen;
}
