import { Panel } from '../../parts/Panel.tsx';
import type { PairProps } from '../Market.tsx';

export function Book(_props: PairProps) {
  return <Panel id="book" title="Book" />;
}
