import { describePlan } from '../../collectors/plan/describePlan.ts';
import { describeSize } from '../../collectors/plan/describeSize.ts';
import { type Plan, plan } from '../../collectors/plan/plan.ts';
import type { Planned } from '../../collectors/plan/planned.ts';
import type { Transport } from '../../config/config.ts';
import { marketConfigOf } from '../../config/marketConfig.ts';
import { parseConfig } from '../../config/parseConfig.ts';
import { connectors } from '../../gateway/connectors.ts';
import type { MarketTable } from '../../markets/market.js';
import { collectorsOf, DEFAULT_MARKET, isCandles, type Market, markets } from '../../markets/markets.js';
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

/** How the plan serves how many pairs of a market, as a Markdown table. */
export function pairsTable(market: Market = DEFAULT_MARKET): string {
  const [polled, rolledUp] = [mostOn(1, market), mostOn(2, market)];
  const rowOf = (least: number, count: number, how: string): string[] => [
    least === count ? String(count) : `${least} to ${count}`,
    `${grouped(planOf(count, market).weightPerMinute)} for ${count}`,
    how,
  ];
  const streamed = rolledUp + 1;
  const rows = [
    rowOf(1, polled, 'level 1: every feed at its period'),
    rowOf(polled + 1, rolledUp, 'level 2: the same, long candles rolled up'),
    [
      `${streamed} and more`,
      `${grouped(planOf(streamed, market).weightPerMinute)} for ${streamed}`,
      'level 3: by streams',
    ],
    ...[streamed, ...STRETCHED.filter((count) => count > streamed)].map((count) => {
      const made = planOf(count, market, 'poll');
      const how = `level 4: ${stretched(market, made)}, the rest as on level 2`;
      return [`${count} without streams`, grouped(made.weightPerMinute), how];
    }),
  ];
  return markdownTable(['Pairs', `Weight a minute, of ${grouped(planOf(1, market).budget)}`, ''], rows);
}

const config = parseConfig('{"pairs":["btcusdt"],"usdm":{"pairs":["btcusdt"]}}', 'defaults', {});
const { callers } = config;
const { share } = config.budget;
const limits = limitsOf(markets[DEFAULT_MARKET].limit);

const planOf = (count: number, market: Market = DEFAULT_MARKET, transport?: Transport): Plan =>
  plan(plannedOf(count, market, transport), limitsOf(markets[market].limit));

function plannedOf(count: number, market: Market = DEFAULT_MARKET, transport: Transport = 'auto'): Planned {
  const own = marketConfigOf(config, market);
  if (own === undefined) throw new Error(`${market} is not collected by default`);
  const pairs = Array.from({ length: count }, (_, index) => `pair${index + 1}usdt`);
  const { listings, pools }: MarketTable = markets[market];
  return {
    collectors: collectorsOf(market),
    listings,
    pools,
    config: { ...own, transport, pairs },
    ...{ share, callers },
    connector: connectors[market],
  };
}

/** Most pairs that are served on a level. */
function mostOn(level: Plan['level'], market: Market): number {
  let count = 1;
  while (planOf(count + 1, market).level <= level) count += 1;
  return count;
}

/** The feeds that get a longer period than the configured one, the slowest first. */
function stretched(market: Market, { collectors }: Plan): string {
  const slow = new Map<number, Set<string>>();
  for (const { name, feed, row } of collectorsOf(market)) {
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
