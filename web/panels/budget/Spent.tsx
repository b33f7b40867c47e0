import type { ComponentChildren } from 'preact';
import { type FeedSpending, type Spending, useTexts } from '../../figures/budget/spending.ts';
import { percentOf, weightText } from '../../figures/budget/texts.ts';
import { spanText } from '../../figures/format.ts';
import { Table } from '../../parts/Table.tsx';

const served: Readonly<Record<string, string>> = { poll: 'polled', rollup: 'rolled up', stream: 'by streams' };

/** What the weight of a market goes to: by use, and by feed. */
export function Spent({ market, spending }: { market: string; spending: Spending }) {
  const { overMs, feeds, idle, uses, total, isSplit } = spending;
  const isKnown = uses.every(({ perMinute }) => perMinute !== null);
  return (
    <>
      <p>
        Of the last {spanText(overMs)}, scaled to a minute: {weightText(total)} in all
        {isKnown ? '.' : ', and what callers spent, which is not known.'}
        {!isSplit && ' The collectors do not tell what history, audit and news take: all of it counts as live polls.'}
        {idle > 0 && ` ${idle} of the feeds spent nothing.`}
      </p>
      <div class="budget-tables">
        {table(`Weight of ${market} by use`, 'use', uses, total, ({ name }) => useTexts[name])}
        {table(`Weight of ${market} by feed, the most first`, 'feed', feeds, feeds[0]?.perMinute ?? 0, feedName)}
      </div>
    </>
  );
}

const feedName = ({ name, served: by, pool }: FeedSpending) => (
  <>
    {name} <span class="faint">{pool === undefined ? served[by ?? ''] : `counted in ${pool}`}</span>
  </>
);

/** @param full what a full bar stands for */
function table<Row extends { readonly name: string; readonly perMinute: number | null }>(
  label: string,
  title: string,
  rows: readonly Row[],
  full: number,
  nameOf: (row: Row) => ComponentChildren,
) {
  return (
    <Table
      {...{ label, rows }}
      keyOf={({ name }) => name}
      columns={[
        [title, nameOf],
        ['a minute', ({ perMinute }) => weightText(perMinute)],
        [<span class="hidden">as a bar</span>, ({ perMinute }) => <Bar percent={percentOf(perMinute, full)} />],
      ]}
    />
  );
}

/** A part of a whole, beside a number that says the same. */
const Bar = ({ percent }: { percent: number }) => (
  <span class="bar" aria-hidden="true">
    <span style={{ width: `${percent}%` }} />
  </span>
);
