import { useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { stateOf } from '../../figures/candles/candle.ts';
import type { Picture } from '../../figures/candles/picture.ts';
import { pricesOf, stateWords } from '../../figures/candles/words.ts';
import { padded, timeText } from '../../figures/format.ts';
import { Table, type TableColumn } from '../../parts/Table.tsx';
import { view } from '../../state/address.ts';
import { serverNow } from '../../state/clock.ts';

const MOST_SHOWN = 20;

/** The newest candles as a table. */
export function NewestTable({ picture }: { picture: Picture }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="candle-table" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>as a table</summary>
      {isOpen && <Rows picture={picture} />}
    </details>
  );
}

type Row = Picture['series']['rows'][number];

const names = ['open', 'high', 'low', 'close'];

function Rows({ picture: { series, places } }: { picture: Picture }) {
  const { zone } = useCell(view);
  const now = serverNow();
  const columns: readonly TableColumn<Row>[] = [
    ['opens', ({ openTime }) => timeText(openTime, zone).slice(0, 16)],
    ...names.map((name, index): TableColumn<Row> => [name, (row) => Object.values(pricesOf(row, places))[index]]),
    ['volume', ({ volume }) => volume !== null && padded(volume, 0)],
    ['trades', ({ tradeCount }) => tradeCount],
    ['state', (row) => `${stateWords[stateOf(row, now)]}${series.restated.has(row.openTime) ? ', restated' : ''}`],
  ];
  const rows = series.rows.slice(-MOST_SHOWN).toReversed();
  return <Table label="The newest candles" {...{ columns, rows }} keyOf={({ openTime }) => String(openTime)} />;
}
