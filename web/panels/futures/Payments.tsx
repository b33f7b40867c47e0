import { useCell } from '../../cells/cell.ts';
import { minuteText, type Zone } from '../../figures/format.ts';
import { rateText } from '../../figures/futures/funding.ts';
import { numberIn, shownNumber } from '../../figures/numbers.ts';
import { Group } from '../../parts/Figures.tsx';
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
    <Group title="Payments of funding" of={payments} why={trouble} class="of-payments">
      <Table
        label="Payments of funding"
        rows={rows}
        keyOf={({ fundingTime }) => String(fundingTime)}
        columns={columnsOf(zone)}
      />
    </Group>
  );
}

const columnsOf = (zone: Zone): readonly TableColumn<Recent['rows'][number]>[] => [
  ['paid at', ({ fundingTime }) => minuteText(Number(fundingTime), zone)],
  ['rate', ({ fundingRate }) => <Rate rate={numberIn(fundingRate)} />],
  ['mark price', ({ markPrice }) => shownNumber(markPrice)],
  ['after', ({ intervalHours }) => numberIn(intervalHours) !== null && `${intervalHours} h`],
];

const Rate = ({ rate }: { rate: number | null }) => rate !== null && <Signed value={rate} text={rateText(rate)} />;
