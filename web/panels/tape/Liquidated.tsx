import { Fragment } from 'preact';
import { useCell } from '../../cells/cell.ts';
import { timeText, trimmed } from '../../figures/format.ts';
import type { Told } from '../../figures/tape/liquidations.ts';
import { valueText } from '../../figures/tape/trade.ts';
import { Age } from '../../parts/Age.tsx';
import { useOnScreen } from '../../parts/useOnScreen.ts';
import { view } from '../../state/address.ts';
import { serverNow } from '../../state/clock.ts';
import { momentText } from './Lines.tsx';
import { LiquidationFeed } from './liquidationFeed.ts';
import { TradeTable } from './TradeTable.tsx';
import { useFeed } from './useFeed.ts';

interface LiquidatedProps {
  readonly topic: string;
  /** Of GetData, without the page. */
  readonly query: string;
  /** The quote asset, '' while it is not known. */
  readonly quote: string;
}

/** Positions that the exchange has closed by force, as far as it tells. */
export function Liquidated({ topic, query, quote }: LiquidatedProps) {
  const { ref, isOnScreen } = useOnScreen<HTMLDivElement>();
  const feed = useFeed(topic, isOnScreen, (onChange) => new LiquidationFeed(query, onChange));
  const { told: age, refused, list } = feed;
  return (
    <div ref={ref} class="liquidations">
      <h3>
        Liquidations <Age of={age} />
      </h3>
      <p class="faint">
        A sample: at most one per symbol and second is told. ▼ a long position was sold, ▲ a short one bought back.
      </p>
      {refused !== null && <p class="trouble">{refused}</p>}
      {list.told.length === 0 ? age !== null && <p>None is stored yet.</p> : <Table told={list.told} quote={quote} />}
    </div>
  );
}

function Table({ told, quote }: { told: readonly Told[]; quote: string }) {
  const { zone } = useCell(view);
  const today = timeText(serverNow(), zone).slice(0, 10);
  return (
    <TradeTable label="Liquidations, newest first" side="Closed" quote={quote}>
      {told.map(({ row, below }, index) => (
        <Fragment key={row.id}>
          <tr data-id={row.id}>
            <td>{momentText(row.time, zone, today)}</td>
            <td class={row.isSold ? 'down' : 'up'}>{row.isSold ? '▼ long' : '▲ short'}</td>
            <td>{trimmed(row.price)}</td>
            <td>{trimmed(row.qty)}</td>
            <td>{row.value === '' ? '?' : valueText(row.value)}</td>
          </tr>
          {below !== 'known' && (
            <tr class="hole">
              <td colSpan={5}>
                {below === 'left' && index === told.length - 1
                  ? 'Older ones are not shown.'
                  : 'Others of the sample may be missing here.'}
              </td>
            </tr>
          )}
        </Fragment>
      ))}
    </TradeTable>
  );
}
