import { Panel } from '../../parts/Panel.tsx';
import { useAssets } from '../../state/pairInfo.ts';
import type { PairProps } from '../pairProps.ts';
import { Liquidated } from './Liquidated.tsx';
import { Trades } from './Trades.tsx';

/** Who trades the pair, as it happens; of futures also whose positions are closed by force. */
export function Tape({ market, pair, types }: PairProps) {
  const { quote } = useAssets(market, pair, types);
  const followed = (type: string) => ({
    topic: `${market}:${pair}:${type}`,
    query: `market=${market}&type=${type}&code=${encodeURIComponent(pair)}`,
    quote,
  });
  const liquidations = types.includes('liquidations') ? (
    <Liquidated {...followed('liquidations')} />
  ) : (
    market !== 'spot' && (
      <p class="trouble">Liquidations are not collected: enable the feed "liquidations" of {market} in CONFIG.json.</p>
    )
  );
  if (types.includes('trades')) return <Trades {...followed('trades')}>{liquidations}</Trades>;
  return (
    <Panel id="tape" title="Trades">
      <div class="tape">
        <p class="trouble">Trades are not collected: enable the feed "trades" in CONFIG.json.</p>
        {liquidations}
      </div>
    </Panel>
  );
}
