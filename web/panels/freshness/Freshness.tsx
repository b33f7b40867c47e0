import { useMemo, useState } from 'preact/hooks';
import { cell, useCell } from '../../cells/cell.ts';
import { matrixOf, narrowed } from '../../figures/freshness/matrix.ts';
import { worstOf } from '../../figures/freshness/order.ts';
import { HealthBody, type HealthShown } from '../../parts/HealthBody.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { view } from '../../state/address.ts';
import { seconds } from '../../state/clock.ts';
import { Controls } from './Controls.tsx';
import { Details } from './Details.tsx';
import { Disabled } from './Disabled.tsx';
import { Legend } from './Legend.tsx';
import { Matrix } from './Matrix.tsx';
import { Summary } from './Summary.tsx';
import type { CellName } from './shown.ts';

/** How fresh each feed of each pair is, against its own limit. */
export const Freshness = () => (
  <Panel id="freshness" title="Freshness" beside={<Controls />}>
    <HealthBody class="fresh-body">{(shown) => <Answered {...shown} />}</HealthBody>
  </Panel>
);

/** Between two answers ages go on. */
function Answered({ answer, isOnScreen }: HealthShown) {
  const { fresh, freshBy } = useCell(view);
  useCell(isOnScreen ? seconds : still);
  const [opened, setOpened] = useState<CellName | null>(null);
  const [focused, setFocused] = useState<CellName | null>(null);
  const { feeds, disabled } = answer.body;
  const all = useMemo(() => matrixOf(feeds ?? []), [feeds]);
  const matrix = useMemo(() => narrowed(all, fresh), [all, fresh]);
  const close = () => {
    setFocused(opened === null ? null : { ...opened });
    setOpened(null);
  };
  return (
    <>
      <Summary counts={all.counts} worst={worstOf(all)} onOpen={setOpened} />
      <Legend counts={all.counts} />
      <Matrix
        {...{ matrix, answer, opened, focused }}
        order={freshBy}
        filter={fresh}
        onOpen={(cell) => setOpened({ ...cell })}
      />
      {opened !== null && <Details key={`${opened.row} ${opened.type}`} {...{ opened, all, answer }} onClose={close} />}
      <Disabled feeds={disabled ?? []} at={answer.body.at} />
    </>
  );
}

/** For what does not change. */
const still = cell(0);
