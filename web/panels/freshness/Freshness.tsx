import { Panel } from '../../parts/Panel.tsx';

export function Freshness() {
  return <Panel id="freshness" title="Freshness" />;
}
