import type { MarketPairs } from '../../figures/markets.ts';
import { Panel } from '../../parts/Panel.tsx';
import type { PairProps } from '../Market.tsx';

export function WatchList(_props: PairProps & { readonly known: readonly MarketPairs[] }) {
  return <Panel id="watch-list" title="Pairs" />;
}
