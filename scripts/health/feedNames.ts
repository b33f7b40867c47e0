import type { Health } from '../../api/state/health/health.ts';
import { collectors, DEFAULT_MARKET, type Market, markets, namedOf } from '../../markets/markets.js';

type Feed = Health['feeds'][number];

/** A feed's type as /health says it, with its market in front unless that is spot, and of candles the price or contract that they are of. */
export const typeName = ({
  market,
  type,
  price,
  contract,
}: Pick<Feed, 'market' | 'type' | 'price' | 'contract'>): string =>
  [market, type, price, contract].filter((part) => part !== undefined).join(' ');

/** Whether the exchange trades the pair; otherwise its data cannot be fresh. A market that only a newer version knows counts as traded. */
export function isTraded({ market = DEFAULT_MARKET, status }: Feed): boolean {
  const known: readonly string[] | undefined = markets[market as Market]?.traded;
  return known?.includes(status) ?? true;
}

/** The names of types whose rows come by streams now. */
export function streamedTypes(workers: Health['workers']): ReadonlySet<string> {
  const streamed = new Set(workers.filter(({ served }) => served === 'stream').map(({ name }) => name));
  return new Set(
    collectors
      .filter(({ name }) => streamed.has(name))
      .map(({ market, type, row }) => {
        const { parameter, value } = namedOf(row) ?? {};
        const named = parameter === undefined ? {} : { [parameter]: value };
        return typeName({ type, ...named, ...(market !== DEFAULT_MARKET && { market }) });
      }),
  );
}
