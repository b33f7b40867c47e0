import { useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { clockText } from '../../figures/format.ts';
import { causes, gapKey, newestFirst, states } from '../../figures/gaps/gap.ts';
import { Meanings } from '../../parts/Meanings.tsx';
import { Wide } from '../../parts/Wide.tsx';
import { view } from '../../state/address.ts';
import { root } from '../../wire/base.ts';
import { GapRow } from './GapRow.tsx';
import type { Ledgers } from './ledgers.ts';
import { Timeline } from './Timeline.tsx';

/** Gaps that are listed at first, and with each wish for more. */
const STEP = 50;

const columns = [
  'Found at',
  'Market',
  'Feed',
  'Pair',
  'From',
  'To',
  'Missing',
  'Cause',
  'State',
  'Fetched',
  'Changed at',
];

/** The ledgers as a timeline and as a table. */
export function Listed({ ledgers: { known, errors, filter } }: { ledgers: Ledgers }) {
  const { zone } = useCell(view);
  const [most, setMost] = useState(STEP);
  const ledgers = [...known.values()];
  const gaps = newestFirst(ledgers);
  const sum = (of: 'open' | 'total') => ledgers.reduce((all, ledger) => all + ledger[of], 0);
  const now = Math.max(...ledgers.map(({ at }) => at));
  const open = sum('open');
  return (
    <>
      {errors.map((sentence) => (
        <p key={sentence} class="trouble">
          {sentence} What was read before stays.
        </p>
      ))}
      {ledgers.length > 0 && (
        <p class="line">
          <strong data-open={open}>
            {open === 0 ? 'No gap is open.' : `${open} ${open === 1 ? 'gap is' : 'gaps are'} open.`}
          </strong>{' '}
          {filter === 'all' && `${sum('total')} on the ledger. `}
          <span class="faint">Read at {clockText(now, zone)}.</span>
        </p>
      )}
      {gaps.length > 0 && (
        <>
          <Timeline gaps={gaps} now={now} zone={zone} />
          <Wide class="gaps-region" label="Gaps, the one found last first; it can be scrolled">
            <table>
              <thead>
                <tr>
                  {columns.map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {gaps.slice(0, most).map((gap) => (
                  <GapRow key={gapKey(gap)} gap={gap} zone={zone} />
                ))}
              </tbody>
            </table>
          </Wide>
          <p class="line">
            {gaps.length > most && (
              <button type="button" onClick={() => setMost(most + STEP)}>
                Show {Math.min(STEP, gaps.length - most)} more
              </button>
            )}{' '}
            {sum('total') > gaps.length && (
              <>
                The newest {gaps.length} of {sum('total')} are here; <a href={`${root}gaps?limit=1000`}>/gaps</a> has
                more.
              </>
            )}
          </p>
          <Meanings title="What the states mean" texts={states} />
          <Meanings title="What the causes mean" texts={causes} />
        </>
      )}
    </>
  );
}
