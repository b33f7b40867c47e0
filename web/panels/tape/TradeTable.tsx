import type { ComponentChildren } from 'preact';
import { HeadedTable } from '../../parts/HeadedTable.tsx';

interface TradeTableProps {
  /** What it is, for those who listen. */
  readonly label: string;
  /** What the second column tells. */
  readonly side: string;
  readonly quote: string;
  onScroll?(event: { readonly currentTarget: HTMLElement }): void;
  readonly children: ComponentChildren;
}

/** What was traded, a row each. */
export const TradeTable = ({ side, quote, ...own }: TradeTableProps) => (
  <HeadedTable
    class="scroll"
    heads={[
      ...['Time', side, 'Price', 'Quantity'].map((name) => [name] as const),
      [
        <>
          Value <bdi class="unit">{quote}</bdi>
        </>,
      ],
    ]}
    {...own}
  />
);
