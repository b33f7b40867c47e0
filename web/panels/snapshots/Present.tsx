import { useCell } from '../../cells/cell.ts';
import {
  agedIn,
  type DepthRow,
  depthRows,
  ratiosOf,
  snapshotIn,
  trendIntervals,
  trendText,
} from '../../figures/analytics/present.ts';
import { timeText } from '../../figures/format.ts';
import { Age } from '../../parts/Age.tsx';
import { Figure } from '../../parts/Facts.tsx';
import { Figures, Group } from '../../parts/Figures.tsx';
import { Table, type TableColumn } from '../../parts/Table.tsx';
import { view } from '../../state/address.ts';
import { useAsked } from '../useAsked.ts';
import { WhyNone } from '../WhyNone.tsx';

const EVERY_MS = 5_000;

/** Figures of the pair as it is stored now, each with its age. */
export function Present({ query, isOnScreen }: { readonly query: string; readonly isOnScreen: boolean }) {
  const { zone } = useCell(view);
  const asked = useAsked(`analytics?${query}`, snapshotIn, isOnScreen, EVERY_MS);
  const { answer } = asked;
  if (answer === null) return <WhyNone {...asked} />;
  const { figures, missing } = answer.body;
  const { spread, trades } = figures;
  const largest = trades?.largest;
  const [direction, sign] = largest?.side === 'buy' ? ['up', '▲'] : ['down', '▼'];
  const from = (part: Parameters<typeof agedIn>[1]) => ({ ...agedIn(answer.body, part), at: answer.at });
  const none = (part: string, figure: unknown) =>
    figure !== null ? null : (missing.find((one) => one.part === part)?.why ?? 'It cannot be said now.');
  return (
    <>
      <WhyNone {...asked} />
      <div class="groups">
        <Figures title="Spread" of={from('book-ticker')} why={none('book-ticker', spread)}>
          <Figure name="of the mid">{spread?.basisPoints} bp</Figure>
          <Figure name="in the quote asset">{spread?.absolute}</Figure>
          <Figure name="mid">{spread?.mid}</Figure>
        </Figures>
        <Figures title="Bid ÷ ask" of={from('depth')} why={none('depth', figures.book)}>
          {ratiosOf(figures).map(([levels, ratio]) => (
            <Figure key={levels} name={`${levels} levels`}>
              {ratio}
            </Figure>
          ))}
        </Figures>
        <Figures title="Trades" of={from('trades')} why={none('trades', trades)}>
          <Figure name="newest">{trades?.count}</Figure>
          <Figure name="bought ÷ sold">{trades?.ratio ?? 'nothing was sold'}</Figure>
          <Figure name="largest" title="In the quote asset">
            <span class={direction}>
              {sign} {largest?.quote}
            </span>
          </Figure>
          <Figure name="at">{timeText(largest?.time ?? Number.NaN, zone)}</Figure>
        </Figures>
        <Group title="Trend">
          <dl>
            {trendIntervals.map(([interval, name, part]) => (
              <Figure key={interval} name={name}>
                {from(part).age !== null && trendText(figures.candles[interval]?.trend)} <Age of={from(part)} />
              </Figure>
            ))}
          </dl>
        </Group>
        {figures.book !== null && (
          <Group title="Depth in the quote asset" of={from('depth')} class="of-depth">
            <Table
              label="Depth by distance from the mid"
              columns={depthColumns}
              rows={depthRows(figures)}
              keyOf={({ points }) => points}
            />
          </Group>
        )}
      </div>
      {missing.map(({ part, why }) => (
        <p key={part} class="line faint">
          {part}: {why}
        </p>
      ))}
    </>
  );
}

const depthColumns: readonly TableColumn<DepthRow>[] = [
  ['within', ({ points }) => `${points} bp`],
  ['bid', ({ bid }) => bid],
  ['ask', ({ ask }) => ask],
];
