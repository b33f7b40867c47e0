import { useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { clockText } from '../../figures/format.ts';
import { causes, gapKey, newestFirst, states } from '../../figures/gaps/gap.ts';
import type { View } from '../../figures/view.ts';
import { HeadedTable } from '../../parts/HeadedTable.tsx';
import { Meanings } from '../../parts/Meanings.tsx';
import { view } from '../../state/address.ts';
import { accessKey } from '../../wire/accessKey.ts';
import { root } from '../../wire/base.ts';
import { GapRow } from './GapRow.tsx';
import { type Ledgers, queryOf } from './ledgers.ts';
import { Timeline } from './Timeline.tsx';

/** Gaps that are listed at first, and with each wish for more. */
const STEP = 50;

const heads = [
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
].map((name) => [name] as const);

/** The ledgers as a timeline and as a table. */
export function Listed({ ledgers: { known, errors, filter } }: { ledgers: Ledgers }) {
  const { zone } = useCell(view);
  const [most, setMost] = useState(STEP);
  const ledgers = [...known.values()];
  const gaps = newestFirst(ledgers);
  const sum = (of: 'open' | 'total') => ledgers.reduce((all, ledger) => all + ledger[of], 0);
  const now = Math.max(...ledgers.map(({ at }) => at));
  const open = sum('open');
  const cut = [...known].flatMap(([market, ledger]) => (ledger.total > ledger.gaps.length ? [market] : []));
  const hasKey = useCell(accessKey) !== null;
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
          <Timeline {...{ gaps, now, zone }} isCut={cut.length > 0} />
          <HeadedTable class="gaps-region" label="Gaps, the one found last first; it can be scrolled" heads={heads}>
            {gaps.slice(0, most).map((gap) => (
              <GapRow key={gapKey(gap)} gap={gap} zone={zone} />
            ))}
          </HeadedTable>
          <p class="line">
            {gaps.length > most && (
              <button type="button" onClick={() => setMost(most + STEP)}>
                Show {Math.min(STEP, gaps.length - most)} more
              </button>
            )}{' '}
            {cut.length > 0 && (
              <>
                The newest {gaps.length} of {sum('total')} are here; /gaps has more
                {!hasKey && cut.map((market) => <More key={market} {...{ market, filter }} />)}.
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

/** What the API lists of a market. Where it wants a key there is none: a link cannot send it. */
const More = ({ market, filter }: { market: string; filter: View['gaps'] }) => (
  <>
    {' '}
    <a href={root + queryOf(market, filter, 1_000)}>of {market}</a>
  </>
);
