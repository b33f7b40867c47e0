import { imbalanceOf, ladderOf, levelsText, oddityOf, spreadOf } from '../../figures/book/ladder.ts';
import { Age } from '../../parts/Age.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useOnScreen } from '../../parts/useOnScreen.ts';
import { useAssets } from '../../state/pairInfo.ts';
import type { PairProps } from '../pairProps.ts';
import { Depth } from './Depth.tsx';
import { InStep } from './InStep.tsx';
import { Ladder } from './Ladder.tsx';
import { type ToldBook, useDepth } from './useDepth.ts';

/** The order book of a pair: its first levels as they change, and how deep it is. */
export function Book({ market, pair, types }: PairProps) {
  const { ref, isOnScreen } = useOnScreen<HTMLDivElement>();
  const isCollected = types.includes('depth');
  const { told, refused } = useDepth(isCollected ? `${market}:${pair}:depth` : null, isOnScreen);
  const assets = useAssets(market, pair, types);
  const trouble = isCollected ? refused : 'Books are not collected: enable the feed "depth" in CONFIG.json.';
  const query = `market=${market}&type=depth&code=${encodeURIComponent(pair)}`;
  return (
    <Panel id="book" title="Book" beside={trouble === null && <Age of={told} />}>
      <div class="book" ref={ref}>
        {trouble !== null && <p class="trouble">{trouble}</p>}
        {trouble === null && told?.age === null && <p class="trouble">No book of this pair is stored yet.</p>}
        {trouble === null && told !== null && told.age !== null && (
          <>
            <Shown told={told} market={market} pair={pair} assets={assets} />
            <Depth query={query} isOnScreen={isOnScreen} base={assets.base} />
          </>
        )}
      </div>
    </Panel>
  );
}

type ShownProps = Pick<PairProps, 'market' | 'pair'> & {
  readonly told: ToldBook;
  readonly assets: ReturnType<typeof useAssets>;
};

function Shown({ told, market, pair, assets }: ShownProps) {
  const ladder = ladderOf(told.rows);
  const [spread, bidPart, oddity] = [spreadOf(ladder), imbalanceOf(ladder), oddityOf(ladder)];
  return (
    <>
      {oddity !== null && (
        <p class="trouble" role="status">
          {oddity}
        </p>
      )}
      <Facts
        of={[
          ['mid', spread?.mid ?? 'none'],
          ['update', told.lastUpdateId ?? 'not numbered'],
          [<span class="hidden">state</span>, <InStep market={market} pair={pair} isStale={told.stale} />],
        ]}
      />
      {bidPart !== null && <Imbalance bidPart={bidPart} of={levelsText(ladder)} />}
      <Ladder ladder={ladder} assets={assets} />
    </>
  );
}

function Imbalance({ bidPart, of }: { bidPart: number; of: string }) {
  const percent = (bidPart * 100).toFixed(1);
  return (
    <div class="imbalance">
      <p>
        <span>bids {percent} %</span>
        <span class="faint">of {of}</span>
        <span>asks {(100 - Number(percent)).toFixed(1)} %</span>
      </p>
      <div class="parts" aria-hidden="true">
        <i style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
