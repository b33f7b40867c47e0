import type { Config } from '../../config/config.ts';
import { isEnabledIn, type MarketConfig, marketConfigOf, pairsPath } from '../../config/marketConfig.ts';
import { type Collector, collectorsOf, type Market, marketNames } from '../../markets/markets.js';
import { StartError } from '../../runtime/errors.ts';
import type { BackfillArguments } from './readArguments.ts';

/** A series that is to be filled. */
export interface ChosenSeries {
  readonly collector: Collector;
  /** btcusdt */
  readonly code: string;
  /** The market's part of CONFIG.json. */
  readonly config: MarketConfig;
}

/** A market of which something is to be filled. */
interface Own {
  readonly market: Market;
  readonly config: MarketConfig;
}

/**
 * The series that are meant, in the order of the tables: those of one collector stand together.
 *
 * @throws StartError where one of the names is none, or is not collected by CONFIG.json
 */
export function chooseSeries(config: Config, asked: Omit<BackfillArguments, 'days' | 'archive'>): ChosenSeries[] {
  const markets = marketsOf(config, asked.market);
  const collectors = chooseCollectors(markets, asked);
  const codes = chooseCodes(markets, asked.codes);
  const chosen = collectors.flatMap(({ collector, own }) => {
    const pairs = own.config.pairs.filter((code) => codes?.includes(code) ?? true);
    return pairs.map((code) => ({ collector, code, config: own.config }));
  });
  if (chosen.length > 0) return chosen;
  throw new StartError(`${asked.feeds.join(', ')} of ${codes?.join(', ')}: no market collects both`);
}

function marketsOf(config: Config, asked: Market | undefined): Own[] {
  const markets = marketNames.flatMap((market): Own[] => {
    const part = marketConfigOf(config, market);
    return part === undefined || (asked !== undefined && asked !== market) ? [] : [{ market, config: part }];
  });
  if (markets.length > 0) return markets;
  throw new StartError(`${asked} is not collected: CONFIG.json has no ${pairsPath(asked ?? 'spot')}`);
}

function chooseCollectors(
  markets: readonly Own[],
  { feeds, intervals }: Pick<BackfillArguments, 'feeds' | 'intervals'>,
) {
  const all = markets.flatMap((own) => collectorsOf(own.market).map((collector) => ({ collector, own })));
  for (const feed of feeds) {
    const named = all.filter(({ collector }) => collector.feed === feed);
    const where = markets.map(({ market }) => market).join(' and ');
    if (named.length === 0) throw new StartError(`${where} has no feed ${feed}: there are ${seriesIn(all)}`);
    if (named.every(({ collector }) => collector.row.shape !== 'series'))
      throw new StartError(`${feed} is one newest value and has no older rows: series are ${seriesIn(all)}`);
    if (named.every(({ collector, own }) => !isEnabledIn(own.config, collector)))
      throw new StartError(`${feed} is not collected by CONFIG.json: enable it, or name another with --feed`);
  }
  const wanted = all.filter(
    ({ collector, own }) => feeds.includes(collector.feed) && isEnabledIn(own.config, collector),
  );
  if (intervals === undefined) return wanted;
  for (const interval of intervals) {
    if (wanted.some(({ collector }) => collector.interval === interval)) continue;
    const there = [...new Set(wanted.flatMap(({ collector }) => collector.interval ?? []))];
    throw new StartError(
      `candles of ${interval} minutes are not collected by CONFIG.json: of ${feeds.join(', ')} those of ${there.join(', ') || 'no interval'} are`,
    );
  }
  return wanted.filter(({ collector }) => collector.interval === undefined || intervals.includes(collector.interval));
}

const seriesIn = (all: readonly { readonly collector: Collector }[]): string =>
  [...new Set(all.flatMap(({ collector }) => (collector.row.shape === 'series' ? [collector.feed] : [])))].join(', ');

function chooseCodes(markets: readonly Own[], codes: readonly string[] | undefined): readonly string[] | undefined {
  for (const code of codes ?? []) {
    if (markets.some(({ config }) => config.pairs.includes(code))) continue;
    const places = markets
      .map(({ market, config }) => `${pairsPath(market)} (${config.pairs.join(', ')})`)
      .join(' nor in ');
    throw new StartError(`${code} is not collected: it is not in ${places} of CONFIG.json`);
  }
  return codes;
}
