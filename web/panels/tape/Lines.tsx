import { Component } from 'preact';
import { useState } from 'preact/hooks';
import { clockText, padded, timeText, type Zone } from '../../figures/format.ts';
import type { Hole } from '../../figures/tape/seen.ts';
import type { Line } from '../../figures/tape/tape.ts';
import { type Trade, valueText } from '../../figures/tape/trade.ts';
import { TradeTable } from './TradeTable.tsx';
import type { Missing, TapeFeed } from './tapeFeed.ts';

interface LinesProps {
  readonly lines: readonly Line[];
  readonly feed: TapeFeed;
  /** From which value on a trade is large; null: none is. */
  readonly large: number | null;
  readonly zone: Zone;
  readonly quote: string;
  /** Decimals of prices and quantities. */
  readonly places: { readonly price: number; readonly qty: number };
  /** API-clock ms. */
  readonly now: number;
}

/** So many are drawn until somebody scrolls: at a hundred trades a second those that nobody sees cost most. */
const MOST_UNSCROLLED = 40;

/** The tape itself. */
export function Lines({ lines, feed, large, zone, quote, places, now }: LinesProps) {
  const today = timeText(now, zone).slice(0, 10);
  const [isScrolled, setScrolled] = useState(false);
  const shown = isScrolled ? lines : lines.slice(0, MOST_UNSCROLLED);
  return (
    <TradeTable
      label="Trades, newest first"
      side="Taker"
      quote={quote}
      onScroll={({ currentTarget }) => setScrolled(currentTarget.scrollTop > 0)}
    >
      {shown.map((line) =>
        line.kind === 'hole' ? (
          <HoleRow key={`hole ${line.hole.to}`} hole={line.hole} missing={feed.missing(line.hole)} />
        ) : (
          <TradeRow
            key={line.trade.id}
            trade={line.trade}
            isLarge={large !== null && Number(line.trade.value) >= large}
            price={places.price}
            qty={places.qty}
            {...{ zone, today }}
          />
        ),
      )}
    </TradeTable>
  );
}

function HoleRow({ hole, missing }: { hole: Hole; missing: Missing | undefined }) {
  const count = hole.to - hole.from + 1;
  const trades = count === 1 ? '1 trade is' : `${count} trades are`;
  return (
    <tr class="hole">
      <td colSpan={5}>
        {trades} {missingText(missing)}
      </td>
    </tr>
  );
}

function missingText(missing: Missing | undefined): string {
  if (missing === 'absent') return 'not stored.';
  if (missing === 'asked') return 'not shown: they are being fetched.';
  return missing === undefined || missing === 'left' ? 'not shown.' : `not shown. ${missing.message}`;
}

interface TradeRowProps {
  readonly trade: Trade;
  readonly isLarge: boolean;
  readonly zone: Zone;
  /** The day by the zone: times of other days are shown with theirs. */
  readonly today: string;
  /** Decimals. */
  readonly price: number;
  readonly qty: number;
}

/** A trade never changes: drawn once, it is passed over when others come. */
class TradeRow extends Component<TradeRowProps> {
  override shouldComponentUpdate(next: TradeRowProps): boolean {
    return (Object.keys(next) as (keyof TradeRowProps)[]).some((name) => next[name] !== this.props[name]);
  }

  override render({ trade, isLarge, zone, today, price, qty }: TradeRowProps) {
    return (
      <tr class={isLarge ? 'is-large' : ''} data-id={trade.id}>
        <td>{momentText(trade.time, zone, today)}</td>
        <td class={trade.isSold ? 'down' : 'up'}>{trade.isSold ? '▼ sold' : '▲ bought'}</td>
        <td>{padded(trade.price, price)}</td>
        <td>{padded(trade.qty, qty)}</td>
        <td>
          {isLarge && (
            <b>
              ◆ <span class="word">large</span>{' '}
            </b>
          )}
          {valueText(trade.value)}
        </td>
      </tr>
    );
  }
}

/** A time of today, or with its day. */
export function momentText(time: number, zone: Zone, today: string): string {
  const whole = timeText(time, zone);
  return whole.startsWith(today) ? clockText(time, zone) : whole;
}
