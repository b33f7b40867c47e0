import type { ComponentChildren } from 'preact';
import { type Spending, useTexts } from '../../figures/budget/spending.ts';
import { percentOf, weightText } from '../../figures/budget/texts.ts';
import { spanText } from '../../figures/format.ts';
import { Bar } from '../../parts/Bar.tsx';
import { Wide } from '../../parts/Wide.tsx';

const servedTexts: Readonly<Record<string, string>> = { poll: 'polled', rollup: 'rolled up', stream: 'by streams' };

/** What the weight of a market goes to: by use, and by feed. */
export function Spent({ market, spending }: { market: string; spending: Spending }) {
  const { overMs, feeds, idle, uses, total, isSplit } = spending;
  const most = Math.max(...feeds.map(({ perMinute }) => perMinute), 0);
  return (
    <>
      <p>
        Of the last {spanText(overMs)}, scaled to a minute: {weightText(total)} in all.
        {!isSplit && ' The collectors do not tell what history, audit and news take: all of it counts as live polls.'}
      </p>
      <div class="budget-tables">
        <Wide label={`Weight of ${market} by use`}>
          <Table name="uses" title="Use">
            {uses.map(({ use, perMinute }) => (
              <Row key={use} name={useTexts[use]} perMinute={perMinute} of={total} />
            ))}
          </Table>
        </Wide>
        <Wide label={`Weight of ${market} by feed`}>
          <Table name="feeds" title="Feed">
            {feeds.map(({ name, served, pool, perMinute }) => (
              <Row
                key={name}
                name={name}
                note={pool === undefined ? (servedTexts[served ?? ''] ?? '') : `counted in ${pool}`}
                perMinute={perMinute}
                of={most}
              />
            ))}
          </Table>
          {idle > 0 && (
            <p class="faint">
              {idle} {idle === 1 ? 'feed spends' : 'feeds spend'} nothing.
            </p>
          )}
        </Wide>
      </div>
    </>
  );
}

const Table = ({ name, title, children }: { name: string; title: string; children: ComponentChildren }) => (
  <table data-table={name}>
    <thead>
      <tr>
        <th scope="col">{title}</th>
        <th scope="col" {...(name === 'feeds' && { 'aria-sort': 'descending' as const })}>
          a minute
        </th>
        <th scope="col">
          <span class="hidden">as a bar</span>
        </th>
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
);

interface RowProps {
  readonly name: string;
  readonly note?: string;
  readonly perMinute: number;
  /** The bar is full at so much. */
  readonly of: number;
}

const Row = ({ name, note = '', perMinute, of }: RowProps) => (
  <tr>
    <th scope="row">
      {name} {note !== '' && <span class="faint">{note}</span>}
    </th>
    <td>{weightText(perMinute)}</td>
    <td>
      <Bar percent={percentOf(perMinute, of)} />
    </td>
  </tr>
);
