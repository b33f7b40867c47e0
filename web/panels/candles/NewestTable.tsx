import { useCell } from '../../cells/cell.ts';
import { stateOf } from '../../figures/candles/candle.ts';
import type { Picture } from '../../figures/candles/picture.ts';
import { pricesOf, stateWords } from '../../figures/candles/words.ts';
import { minuteText, padded } from '../../figures/format.ts';
import { Opened } from '../../parts/Opened.tsx';
import { Table, type TableColumn } from '../../parts/Table.tsx';
import { view } from '../../state/address.ts';
import { serverNow } from '../../state/clock.ts';

const MOST_SHOWN = 20;

/** The newest candles as a table. */
export const NewestTable = ({ picture }: { picture: Picture }) => (
  <Opened title="as a table" class="candle-table">
    <Rows picture={picture} />
  </Opened>
);

type Row = Picture['series']['rows'][number];

const names = ['open', 'high', 'low', 'close'];

function Rows({ picture: { series, places } }: { picture: Picture }) {
  const { zone } = useCell(view);
  const now = serverNow();
  const columns: readonly TableColumn<Row>[] = [
    ['opens', ({ openTime }) => minuteText(openTime, zone)],
    ...names.map((name, index): TableColumn<Row> => [name, (row) => Object.values(pricesOf(row, places))[index]]),
    ['volume', ({ volume }) => volume !== null && padded(volume, 0)],
    ['trades', ({ tradeCount }) => tradeCount],
    ['state', (row) => `${stateWords[stateOf(row, now)]}${series.restated.has(row.openTime) ? ', restated' : ''}`],
  ];
  const rows = series.rows.slice(-MOST_SHOWN).toReversed();
  return <Table label="The newest candles" {...{ columns, rows }} keyOf={({ openTime }) => String(openTime)} />;
}
