import { useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { Choice } from '../../parts/Choice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useOnScreen } from '../../parts/useOnScreen.ts';
import { look, view } from '../../state/address.ts';
import { Asking } from './Asking.tsx';
import { History } from './History.tsx';
import { Listed } from './Listed.tsx';
import type { Ledgers } from './ledgers.ts';

const shown = [
  { value: 'all', text: 'all' },
  { value: 'open', text: 'open' },
] as const;

/** Rows that are or were missing, with the cause, and how far they are fetched. */
export function Gaps() {
  const { ref, isOnScreen } = useOnScreen<HTMLDivElement>();
  const [ledgers, setLedgers] = useState<Ledgers | null>(null);
  const { gaps } = useCell(view);
  const choice = <Choice label="Show gaps" options={shown} value={gaps} onChoose={(value) => look({ gaps: value })} />;
  return (
    <Panel id="gaps" title="Gaps" beside={choice}>
      <div class="gaps-body" ref={ref}>
        {isOnScreen && <Asking filter={gaps} onAnswered={setLedgers} />}
        {isOnScreen && <History />}
        {ledgers === null ? <p class="line faint">Reading the ledger …</p> : <Listed ledgers={ledgers} />}
      </div>
    </Panel>
  );
}
