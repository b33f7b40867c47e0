import { useMemo, useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { spanText } from '../../figures/format.ts';
import { matrixOf, narrowed } from '../../figures/freshness/matrix.ts';
import { worstOf } from '../../figures/freshness/order.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useOnScreen } from '../../parts/useOnScreen.ts';
import { view } from '../../state/address.ts';
import { healthError } from '../../state/health.ts';
import { Asking } from './Asking.tsx';
import { Controls } from './Controls.tsx';
import { Details } from './Details.tsx';
import { Disabled } from './Disabled.tsx';
import { Legend } from './Legend.tsx';
import { Matrix } from './Matrix.tsx';
import { Summary } from './Summary.tsx';
import type { CellName, Shown } from './shown.ts';

/** Where the newest judgment is older, it is said, ms … */
const LATE_MS = 6_000;

/** … but not before so many answers should have come: they may take long. */
const LATE_ANSWERS = 3;

/** How fresh each feed of each pair is, against its own limit. */
export function Freshness() {
  const { ref, isOnScreen } = useOnScreen<HTMLDivElement>();
  // What is off the screen keeps what it showed, and asks for nothing.
  const [shown, setShown] = useState<Shown | null>(null);
  return (
    <Panel id="freshness" title="Freshness" beside={<Controls />}>
      <div class="fresh-body" ref={ref}>
        {isOnScreen && <Asking onShown={setShown} />}
        {shown === null ? <p class="fresh-line faint">Asking how fresh everything is …</p> : <Answered {...shown} />}
      </div>
    </Panel>
  );
}

function Answered({ answer, now }: Shown) {
  const { fresh, freshBy } = useCell(view);
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
      <Judged answer={answer} now={now} />
      <Summary counts={all.counts} worst={worstOf(all)} onOpen={setOpened} />
      <Legend counts={all.counts} />
      <Matrix
        {...{ matrix, answer, now, opened, focused }}
        order={freshBy}
        filter={fresh}
        onOpen={(cell) => setOpened({ ...cell })}
      />
      {opened !== null && (
        <Details key={`${opened.row} ${opened.type}`} {...{ opened, all, answer, now }} onClose={close} />
      )}
      <Disabled feeds={disabled ?? []} at={answer.body.at} />
    </>
  );
}

/** Says it where what is shown was judged long ago. */
function Judged({ answer, now }: Shown) {
  const error = useCell(healthError);
  const ago = now - answer.at;
  if (error === null && ago < Math.max(LATE_MS, LATE_ANSWERS * answer.every)) return null;
  const why = error === null ? '' : ' /health does not answer now.';
  return (
    <p class="fresh-line trouble">
      It was judged {spanText(ago)} ago; ages have gone on since.{why}
    </p>
  );
}
