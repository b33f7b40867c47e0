import { useState } from 'preact/hooks';
import { useCell } from '../../cells/cell.ts';
import { stateOf } from '../../figures/candles/candle.ts';
import type { Picture } from '../../figures/candles/picture.ts';
import { pricesOf, stateWords } from '../../figures/candles/words.ts';
import { padded, timeText } from '../../figures/format.ts';
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

function Rows({ picture: { series, places } }: { picture: Picture }) {
  const { zone } = useCell(view);
  const rows = series.rows.slice(-MOST_SHOWN).toReversed();
  const now = serverNow();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section class="scrolls" aria-label="The newest candles" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {['opens', 'open', 'high', 'low', 'close', 'volume', 'trades', 'state'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.openTime}>
              <th scope="row">{timeText(row.openTime, zone).slice(0, 16)}</th>
              {Object.entries(pricesOf(row, places)).map(([name, price]) => (
                <td key={name}>{price}</td>
              ))}
              <td>{row.volume === null ? '' : padded(row.volume, 0)}</td>
              <td>{row.tradeCount}</td>
              <td>
                {stateWords[stateOf(row, now)]}
                {series.restated.has(row.openTime) && ', restated'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
