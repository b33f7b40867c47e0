import { Panel } from '../../parts/Panel.tsx';

export function Budget() {
  return <Panel id="budget" title="Budget" />;
}
