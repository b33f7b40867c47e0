import { useCell } from '../../cells/cell.ts';
import { clockText, compactText } from '../../figures/format.ts';
import { numberIn, shownNumber } from '../../figures/numbers.ts';
import { Age } from '../../parts/Age.tsx';
import { Group } from '../../parts/Figures.tsx';
import { HeadedTable } from '../../parts/HeadedTable.tsx';
import { view } from '../../state/address.ts';
import type { PairProps } from '../pairProps.ts';
import { useRecentRows } from './useRecentRows.ts';

interface Kind {
  readonly type: string;
  readonly says: string;
  readonly ratio: string;
  readonly long: string;
  readonly short: string;
  /** Of what are parts of a whole, %; of volumes their size. */
  text(value: number): string;
}

const percent = (part: number): string => `${(part * 100).toFixed(1)}%`;
const shares = { ratio: 'longShortRatio', long: 'longAccount', short: 'shortAccount', text: percent };

const kinds: readonly Kind[] = [
  { type: 'long-short-accounts', says: 'all accounts', ...shares },
  { type: 'top-long-short-accounts', says: 'largest accounts', ...shares },
  { type: 'top-long-short-positions', says: 'their positions', ...shares },
  {
    ...{ type: 'taker-volume', says: 'takers, 5 min', text: compactText },
    ...{ ratio: 'buySellRatio', long: 'buyVol', short: 'sellVol' },
  },
];

const heads = ['of', 'ratio', 'long, buy', 'short, sell', 'at', 'age'].map((name) => [name] as const);

/** Who is long and who is short, and what takers did: the newest row of each. */
export function Ratios({ pair, types }: PairProps) {
  return (
    <Group title="Long and short" class="of-ratios">
      <HeadedTable label="Long and short" heads={heads}>
        {kinds.map((kind) => (
          <RatioRow key={kind.type} kind={kind} pair={pair} isCollected={types.includes(kind.type)} />
        ))}
      </HeadedTable>
    </Group>
  );
}

function RatioRow({ kind, pair, isCollected }: { kind: Kind; pair: string; isCollected: boolean }) {
  const { zone } = useCell(view);
  const { recent, refused } = useRecentRows(isCollected ? `usdm:${pair}:${kind.type}` : null, 'timestamp', 1);
  const row = recent?.rows.at(-1);
  const why = isCollected ? refused : 'not collected';
  if (why !== null) {
    return (
      <tr>
        <td>{kind.says}</td>
        <td colSpan={5} class="faint">
          {why}
        </td>
      </tr>
    );
  }
  const time = numberIn(row?.timestamp);
  return (
    <tr>
      <td>{kind.says}</td>
      <td>{shownNumber(row?.[kind.ratio])}</td>
      <td>{partText(row?.[kind.long], kind)}</td>
      <td>{partText(row?.[kind.short], kind)}</td>
      <td>{time === null ? '' : clockText(time, zone).slice(0, 5)}</td>
      <td>
        <Age of={recent} />
      </td>
    </tr>
  );
}

function partText(value: unknown, { text }: Kind): string {
  const part = numberIn(value);
  return part === null ? '' : text(part);
}
