import { useCell } from '../../cells/cell.ts';
import { timeText } from '../../figures/format.ts';
import { rateText } from '../../figures/futures/funding.ts';
import { numberIn, shownNumber } from '../../figures/numbers.ts';
import { Age } from '../../parts/Age.tsx';
import { Wide } from '../../parts/Wide.tsx';
import { view } from '../../state/address.ts';
import { Signed } from './Funding.tsx';
import type { Recent } from './useRecentRows.ts';

/** The newest payments of funding, the newest first. @param why there are none, as a sentence; null: there are */
export function Payments({ payments, why }: { payments: Recent | null; why: string | null }) {
  const { zone } = useCell(view);
  const rows = [...(payments?.rows ?? [])].reverse();
  const trouble = why ?? (payments !== null && rows.length === 0 ? 'No payment is stored.' : null);
  return (
    <section class="figure-group of-payments">
      <h3>Payments of funding {why === null && <Age of={payments} />}</h3>
      {trouble !== null ? (
        <p class="faint">{trouble}</p>
      ) : (
        <Wide label="Payments of funding">
          <table>
            <thead>
              <tr>
                <th>paid at</th>
                <th>rate</th>
                <th>mark price</th>
                <th>after</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Payment key={String(row.fundingTime)} row={row} zone={zone} />
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    </section>
  );
}

function Payment({ row, zone }: { row: Readonly<Record<string, unknown>>; zone: 'utc' | 'local' }) {
  const [rate, hours] = [numberIn(row.fundingRate), numberIn(row.intervalHours)];
  return (
    <tr>
      <td>{timeText(Number(row.fundingTime), zone).slice(0, 16)}</td>
      <td>{rate === null ? '' : <Signed value={rate} text={rateText(rate)} />}</td>
      <td>{shownNumber(row.markPrice)}</td>
      <td>{hours === null ? '' : `${hours} h`}</td>
    </tr>
  );
}
