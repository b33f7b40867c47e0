import { Panel } from '../../parts/Panel.tsx';
import type { PairProps } from '../Market.tsx';

export function Futures(_props: PairProps) {
  return <Panel id="futures" title="Futures" />;
}
