import { Panel } from '../../parts/Panel.tsx';

export function Streams() {
  return <Panel id="streams" title="Streams" />;
}
