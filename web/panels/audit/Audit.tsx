import { Panel } from '../../parts/Panel.tsx';

export function Audit() {
  return <Panel id="audit" title="Streams against REST" />;
}
