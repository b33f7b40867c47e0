import { parseArgs } from 'node:util';
import { type Collector, collectors, marketNames } from '../markets/markets.js';
import { StartError } from '../runtime/errors.ts';

function namesOf<Name>(of: (collector: Collector) => Name | readonly Name[]): readonly Name[] {
  return [...new Set(collectors.flatMap(of))];
}

const feedNames = namesOf(({ feed }) => feed);
const candleFeeds = namesOf(({ interval, feed }) => (interval === undefined ? [] : [feed])).join(' or ');
const intervals = namesOf(({ interval }) => interval ?? []).toSorted((one, other) => one - other);
const markets = marketNames.join(' | ');

export const HELP = `usage: node dist/collectors/main.js [--market MARKET] [--feed all] [--interval MINUTES]

Collects as CONFIG.json, or the file that CONFIG_FILE names, says; until it is stopped.

  --market    one of ${marketNames.join(', ')}; by default all of them, with --feed the first that has the feed
  --feed      all, or one of ${feedNames.join(', ')}
  --interval  with --feed ${candleFeeds}: one of ${intervals.join(', ')}; all of them by default`;

/** The collectors that `--market`, `--feed` and `--interval` name. @throws StartError saying what is accepted. */
export function chooseCollectors(args: readonly string[]): readonly Collector[] {
  const usage = `use --feed all (the default), --feed <${feedNames.join(' | ')}>, and with ${candleFeeds} --interval <${intervals.join(' | ')}>; --market <${markets}> for one market alone`;
  const text = { type: 'string' } as const;
  let values: { market?: string; feed?: string; interval?: string };
  try {
    ({ values } = parseArgs({ args: [...args], options: { market: text, feed: text, interval: text } }));
  } catch (error) {
    throw new StartError(`${(error as Error).message}: ${usage}`);
  }
  const { feed = 'all', interval } = values;
  const { market = feed === 'all' ? undefined : collectors.find((each) => each.feed === feed)?.market } = values;
  const chosen = collectors.filter(
    (collector) =>
      (market === undefined || collector.market === market) &&
      (feed === 'all' || collector.feed === feed) &&
      (interval === undefined || (feed !== 'all' && String(collector.interval) === interval)),
  );
  if (chosen.length > 0) return chosen;
  const asked = [
    ...(values.market === undefined ? [] : [`--market ${values.market}`]),
    `--feed ${feed}`,
    ...(interval === undefined ? [] : [`--interval ${interval}`]),
  ];
  throw new StartError(`no collector for ${asked.join(' ')}: ${usage}`);
}
