import { Panel } from '../../parts/Panel.tsx';

export function Gaps() {
  return <Panel id="gaps" title="Gaps" />;
}
