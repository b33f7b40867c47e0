import { Panel } from '../../parts/Panel.tsx';
import { useOnScreen } from '../../parts/useOnScreen.ts';
import type { PairProps } from '../pairProps.ts';
import { Present } from './Present.tsx';
import { Saved } from './Saved.tsx';

/** Figures of the pair: as they are, and in the snapshots that were saved. */
export function Snapshots({ market, pair }: PairProps) {
  const { ref, isOnScreen } = useOnScreen<HTMLDivElement>();
  const query = `market=${market}&code=${encodeURIComponent(pair)}`;
  return (
    <Panel id="snapshots" title="Figures and snapshots">
      <div ref={ref}>
        <Present query={query} isOnScreen={isOnScreen} />
        <Saved {...{ market, pair, query, isOnScreen }} />
      </div>
    </Panel>
  );
}
