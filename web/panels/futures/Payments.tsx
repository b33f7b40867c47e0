import { useCell } from '../../cells/cell.ts';
import { timeText, type Zone } from '../../figures/format.ts';
import { rateText } from '../../figures/futures/funding.ts';
import { numberIn, shownNumber } from '../../figures/numbers.ts';
import { Age } from '../../parts/Age.tsx';
import { Table, type TableColumn } from '../../parts/Table.tsx';
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
        <Table
          label="Payments of funding"
          rows={rows}
          keyOf={({ fundingTime }) => String(fundingTime)}
          columns={columnsOf(zone)}
        />
      )}
    </section>
  );
}

const columnsOf = (zone: Zone): readonly TableColumn<Recent['rows'][number]>[] => [
  ['paid at', ({ fundingTime }) => timeText(Number(fundingTime), zone).slice(0, 16)],
  ['rate', ({ fundingRate }) => <Rate rate={numberIn(fundingRate)} />],
  ['mark price', ({ markPrice }) => shownNumber(markPrice)],
  ['after', ({ intervalHours }) => numberIn(intervalHours) !== null && `${intervalHours} h`],
];

const Rate = ({ rate }: { rate: number | null }) => rate !== null && <Signed value={rate} text={rateText(rate)} />;
