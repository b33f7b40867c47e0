import { useRef } from 'preact/hooks';
import { type Column, nextOrder, sortWord } from '../../figures/watchList/order.ts';
import { useRowWindow } from '../../parts/useRowWindow.ts';
import { look } from '../../state/address.ts';
import { PairRow } from './PairRow.tsx';
import { useList } from './useList.ts';
import type { ListValues } from './useListValues.ts';
import { useRowKeys } from './useRowKeys.ts';

interface PairTableProps {
  readonly values: ListValues;
  readonly market: string;
  readonly pair: string;
  readonly pairs: readonly string[];
  readonly search: string;
  readonly order: string;
  readonly halted: Readonly<Record<string, string>>;
  /** Of the candles of sparklines, minutes; null: there are none. */
  readonly interval: number | null;
}

/** Of a row: the style says the same. */
const ROW_REM = 1.75;

const heads: readonly { readonly by?: Column; readonly text: string; readonly says: string }[] = [
  { by: 'symbol', text: 'Pair', says: 'pair' },
  { by: 'price', text: 'Price', says: 'last price' },
  { by: 'change', text: '24 h', says: 'change within 24 hours' },
  { by: 'spread', text: 'bp', says: 'spread in basis points of the mid' },
  { text: 'Day', says: 'the last day' },
  { by: 'age', text: 'Age', says: 'age of the price' },
];

/** The pairs of one market. */
export function PairTable({ values, market, pair, pairs, search, order, halted, interval }: PairTableProps) {
  const box = useRef<HTMLElement>(null);
  const { codes, priceWidth, isHeld } = useList(pairs, values, search, order, box);
  const rows = useRowWindow(codes.length, box, ROW_REM);
  const stop = useRowKeys(codes, rows);
  const drawn = codes.slice(rows.from, rows.to);
  const tabStop = [stop, pair].find((code) => code !== null && drawn.includes(code)) ?? drawn[0];
  return (
    <>
      <section class="rows" ref={box} aria-label={`Pairs of ${market}`} tabIndex={-1}>
        <table aria-rowcount={codes.length + 1}>
          <colgroup>
            <col />
            {/* Its mark, and the space beside it. */}
            <col style={{ width: `calc(${priceWidth + 2}ch + 0.4rem)` }} />
            <col class="change" />
            <col class="spread" />
            <col class="day" />
            <col class="of-age" />
          </colgroup>
          <thead>
            <tr>
              {heads.map((head) => (
                <Head key={head.text} {...head} order={order} />
              ))}
            </tr>
          </thead>
          <Space height={rows.from * rows.rowHeight} />
          <tbody>
            {drawn.map((code, index) => (
              <PairRow
                key={`${market}:${code}`}
                {...{ values, market, code, interval }}
                index={rows.from + index}
                isShown={code === pair}
                isStop={code === tabStop}
                halted={halted[code]}
              />
            ))}
          </tbody>
          <Space height={(codes.length - rows.to) * rows.rowHeight} />
        </table>
      </section>
      {isHeld && <p class="faint">The order stands still while you are in the list.</p>}
    </>
  );
}

function Head({ by, text, says, order }: (typeof heads)[number] & { readonly order: string }) {
  if (by === undefined) return <th title={says}>{text}</th>;
  const sort = sortWord(order, by);
  return (
    <th aria-sort={sort}>
      <button type="button" title={says} onClick={() => look({ order: nextOrder(order, by) })}>
        {text}
        {sort !== 'none' && <span aria-hidden="true">{sort === 'ascending' ? ' ▲' : ' ▼'}</span>}
      </button>
    </th>
  );
}

/** Stands for rows that are not drawn. @param height px */
const Space = ({ height }: { height: number }) =>
  height > 0 ? (
    <tbody class="space" aria-hidden="true">
      <tr style={{ height: `${height}px` }} />
    </tbody>
  ) : null;
