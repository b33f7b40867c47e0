import { describePlan } from '../../collectors/plan/describePlan.ts';
import { describeSize } from '../../collectors/plan/describeSize.ts';
import { type Plan, plan } from '../../collectors/plan/plan.ts';
import type { Planned } from '../../collectors/plan/planned.ts';
import type { Transport } from '../../config/config.ts';
import { marketConfigOf } from '../../config/marketConfig.ts';
import { parseConfig } from '../../config/parseConfig.ts';
import { connectors } from '../../gateway/connectors.ts';
import { collectorsOf, DEFAULT_MARKET, isCandles, markets } from '../../markets/markets.js';
import { limitsOf } from '../../model/limits.ts';
import { markdownTable } from './markdownTable.ts';

const SHOWN_IN_FULL = 12;
const STRETCHED = [10, SHOWN_IN_FULL, 20, 50];

/** What `npm run plan -- --pairs 12` says with the default configuration. */
export const shownPlan = (): string => {
  const said = `${SHOWN_IN_FULL} pairs, ${share} of ${limits.weightPerMinute} weight/min`;
  return [
    '```',
    `$ npm run plan -- --pairs ${SHOWN_IN_FULL}`,
    said,
    ...describePlan(planOf(SHOWN_IN_FULL)),
    ...describeSize(plannedOf(SHOWN_IN_FULL), planOf(SHOWN_IN_FULL)),
    '```',
  ].join('\n');
};

/** How the plan serves how many pairs, as a Markdown table. */
export function pairsTable(): string {
  const polled = mostOn(1);
  const rolledUp = mostOn(2);
  const rows = [
    rowOf(`1 to ${polled}`, polled, 'level 1: every feed at its period'),
    rowOf(`${polled + 1} to ${rolledUp}`, rolledUp, 'level 2: the same, long candles rolled up'),
    rowOf(`${rolledUp + 1} and more`, rolledUp + 1, 'level 3: by streams'),
    ...[rolledUp + 1, ...STRETCHED.filter((count) => count > rolledUp + 1)].map((count) => {
      const made = planOf(count, 'poll');
      const how = `level 4: ${stretched(made)}, the rest as on level 2`;
      return [`${count} without streams`, grouped(made.weightPerMinute), how];
    }),
  ];
  return markdownTable(['Pairs', `Weight a minute, of ${grouped(planOf(1).budget)}`, ''], rows);
}

const config = parseConfig('{"pairs":["btcusdt"]}', 'defaults', {});
const { share } = config.budget;
const limits = limitsOf(markets[DEFAULT_MARKET].limit);

const planOf = (count: number, transport?: Transport): Plan => plan(plannedOf(count, transport), limits);

function plannedOf(count: number, transport: Transport = 'auto'): Planned {
  const own = marketConfigOf(config, DEFAULT_MARKET);
  if (own === undefined) throw new Error(`${DEFAULT_MARKET} is not collected by default`);
  const pairs = Array.from({ length: count }, (_, index) => `pair${index + 1}usdt`);
  return {
    collectors: collectorsOf(DEFAULT_MARKET),
    listings: markets[DEFAULT_MARKET].listings,
    config: { ...own, transport, pairs },
    share,
    connector: connectors[DEFAULT_MARKET],
  };
}

/** Most pairs that are served on a level. */
function mostOn(level: Plan['level']): number {
  let count = 1;
  while (planOf(count + 1).level <= level) count += 1;
  return count;
}

const rowOf = (pairs: string, count: number, how: string): string[] => [
  pairs,
  `${grouped(planOf(count).weightPerMinute)} for ${count}`,
  how,
];

/** The feeds that get a longer period than the configured one, the slowest first. */
function stretched({ collectors }: Plan): string {
  const slow = new Map<number, Set<string>>();
  for (const { name, feed, row } of collectorsOf(DEFAULT_MARKET)) {
    const { period = 0 } = collectors.get(name) ?? {};
    if (period > row.everySeconds)
      slow.set(period, (slow.get(period) ?? new Set()).add(isCandles(row) ? 'candles' : feed));
  }
  return [...slow]
    .sort(([one], [other]) => other - one)
    .map(([period, feeds]) => `${listed([...feeds])} every ${period} s`)
    .join(', ');
}

const listed = (names: readonly string[]): string => names.join(', ').replace(/, ([^,]*)$/, ' and $1');

const grouped = (weight: number): string => Math.round(weight).toLocaleString('en');
