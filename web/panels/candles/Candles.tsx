import { Panel } from '../../parts/Panel.tsx';
import type { PairProps } from '../Market.tsx';

export function Candles(_props: PairProps) {
  return <Panel id="candles" title="Candles" />;
}
