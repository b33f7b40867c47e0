import { Panel } from '../../parts/Panel.tsx';
import type { PairProps } from '../Market.tsx';

export function Tape(_props: PairProps) {
  return <Panel id="tape" title="Trades" />;
}
