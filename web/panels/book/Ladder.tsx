import { type Level, type Ladder as Levels, largestSum, placesIn, spreadOf } from '../../figures/book/ladder.ts';
import { padded } from '../../figures/format.ts';
import { Wide } from '../../parts/Wide.tsx';
import type { Assets } from '../../state/pairInfo.ts';

/** Levels of both sides, the best in the middle. Behind each lies a bar as long as what is offered so far. */
export function Ladder({ ladder, assets }: { ladder: Levels; assets: Assets }) {
  const [places, most, spread] = [placesIn(ladder), largestSum(ladder), spreadOf(ladder)];
  const row = (side: 'ask' | 'bid', level: Level, index: number) => (
    <Row key={`${side} ${index}`} {...{ side, level, index, places, share: most > 0 ? Number(level.sum) / most : 0 }} />
  );
  return (
    <Wide class="scroll" label="The best levels of each side">
      <table class="ladder">
        <thead>
          <tr>
            <th scope="col">Level</th>
            <th scope="col">
              Price <bdi class="unit">{assets.quote}</bdi>
            </th>
            <th scope="col">
              Qty <bdi class="unit">{assets.base}</bdi>
            </th>
            <th scope="col">Sum</th>
          </tr>
        </thead>
        <tbody class="asks">{ladder.asks.map((level, index) => row('ask', level, index)).reverse()}</tbody>
        <tbody class="mid">
          <tr>
            <th scope="row">spread</th>
            <td colSpan={3}>{spread === null ? 'none: a side is empty' : `${spread.width} · ${spread.points}`}</td>
          </tr>
        </tbody>
        <tbody class="bids">{ladder.bids.map((level, index) => row('bid', level, index))}</tbody>
      </table>
    </Wide>
  );
}

interface RowProps {
  readonly side: 'ask' | 'bid';
  readonly level: Level;
  readonly index: number;
  readonly places: { readonly price: number; readonly qty: number };
  /** Of the longest bar. */
  readonly share: number;
}

function Row({ side, level, index, places, share }: RowProps) {
  return (
    <tr class={index === 0 ? 'is-best' : ''}>
      <th scope="row">
        {index === 0 ? (
          `best ${side}`
        ) : (
          <>
            <span class="hidden">{side} </span>
            {index + 1}
          </>
        )}
      </th>
      <td class={side === 'ask' ? 'down' : 'up'}>{padded(level.price, places.price)}</td>
      <td>{padded(level.qty, places.qty)}</td>
      <td>
        {padded(level.sum, places.qty)}
        <i class="sum" style={{ width: `${(share * 100).toFixed(1)}%` }} />
      </td>
    </tr>
  );
}
