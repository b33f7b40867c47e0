import { describePlan } from '../../collectors/plan/describePlan.ts';
import { describeSize } from '../../collectors/plan/describeSize.ts';
import { plan } from '../../collectors/plan/plan.ts';
import type { Config } from '../../config/config.ts';
import { configFileOf, readConfigFile } from '../../config/configFile.ts';
import { marketConfigOf } from '../../config/marketConfig.ts';
import { parseConfig } from '../../config/parseConfig.ts';
import { readEnvironment } from '../../config/readEnvironment.ts';
import { connectors } from '../../gateway/connectors.ts';
import type { MarketTable } from '../../markets/market.js';
import { collectorsOf, DEFAULT_MARKET, type Market, marketNames, markets } from '../../markets/markets.js';
import { limitsOf } from '../../model/limits.ts';
import { StartError } from '../../runtime/errors.ts';
import { parseOptions } from '../arguments/parseOptions.ts';
import { usageOf } from '../setup/usage.js';

const MOST = 1_000_000;

const tableOf = (market: Market): MarketTable => markets[market];

/**
 * `npm run plan`: shows the plan for CONFIG.json as a table for each market, and what it takes. It starts nothing and sends nothing. `--pairs`
 * plans for so many pairs instead of those in the file. `--foreign` sets weight per minute aside for other programs on the same IP address. `--limit` replaces the exchange's
 * weight per minute, and `--share` replaces `budget.share`.
 *
 * @returns exit code @throws StartError for an argument that makes no sense, ConfigError for such a file
 */
export async function run(args: string[]): Promise<number> {
  const given = parse(args);
  const pairs = given.pairs === undefined ? undefined : whole('pairs', given.pairs, 1, 10_000);
  const foreign = whole('foreign', given.foreign ?? '0', 0, MOST);
  const limit = given.limit === undefined ? undefined : whole('limit', given.limit, 1, MOST);
  const share = given.share === undefined ? undefined : part('share', given.share);
  const made = pairs === undefined ? undefined : Array.from({ length: pairs }, (_, index) => `pair${index + 1}usdt`);
  const config = configFor(made);
  const tables = marketNames.flatMap((market) => {
    const own = marketConfigOf(config, market);
    if (own === undefined) return [];
    const codes = made ?? own.pairs;
    const known = limitsOf(markets[market].limit);
    const limits = limit === undefined ? known : { ...known, weightPerMinute: limit };
    const planned = {
      collectors: collectorsOf(market),
      listings: markets[market].listings,
      pools: tableOf(market).pools,
      config: { ...own, pairs: codes },
      share: share ?? config.budget.share,
      callers: config.callers,
      connector: connectors[market],
    };
    const named = market === DEFAULT_MARKET ? '' : `${market}: `;
    const count = `${codes.length} ${codes.length === 1 ? 'pair' : 'pairs'}`;
    const serving = plan(planned, limits, foreign);
    return [
      [
        `${named}${count}, ${planned.share} of ${limits.weightPerMinute} weight/min`,
        ...describePlan(serving),
        ...describeSize(planned, serving),
      ],
    ];
  });
  console.log(tables.map((lines) => lines.join('\n')).join('\n\n'));
  return 0;
}

/** CONFIG.json, with the defaults that it has with these pairs. @throws ConfigError */
function configFor(pairs: readonly string[] | undefined): Config {
  const { env } = process;
  const file = configFileOf(env);
  const { text } = readConfigFile(file, env);
  return parseConfig(text, file, readEnvironment(env, file), pairs && { pairs, usdm: { pairs } });
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  return parseOptions('plan', args, { pairs: text, foreign: text, limit: text, share: text }).values;
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new StartError(`--${name} must be an integer from ${least} to ${most} (got "${text}"); ${usageOf('plan')}`);
}

function part(name: string, text: string): number {
  const value = Number(text);
  if (/^[\d.]+$/.test(text) && value > 0 && value <= 1) return value;
  throw new StartError(`--${name} must be a number above 0 and up to 1 (got "${text}"); ${usageOf('plan')}`);
}
