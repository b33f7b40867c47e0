import type { ComponentChildren } from 'preact';
import { Wide } from '../../parts/Wide.tsx';

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
export const TradeTable = ({ side, quote, children, ...own }: TradeTableProps) => (
  <Wide class="scroll" {...own}>
    <table>
      <thead>
        <tr>
          {['Time', side, 'Price', 'Quantity'].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <th scope="col">
            Value <bdi class="unit">{quote}</bdi>
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </Wide>
);
