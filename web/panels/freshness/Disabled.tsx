import { spanText } from '../../figures/format.ts';
import { feedTitle, topicOf } from '../../figures/markets.ts';
import type { DisabledFeed } from '../../state/health.ts';

/** Feeds that CONFIG.json disables, but of which something is still stored. @param at exchange-clock ms of the answer */
export function Disabled({ feeds, at }: { feeds: readonly DisabledFeed[]; at: number }) {
  const stored = feeds.filter(({ pairs }) => pairs > 0);
  if (stored.length === 0) return null;
  return (
    <div class="line faint" id="fresh-disabled">
      CONFIG.json disables these, but something is still stored of them:
      <ul>
        {stored.map((feed) => (
          <li key={topicOf({ ...feed, code: '' })}>
            {feedTitle(feed)} ({feed.market ?? 'spot'}): {feed.pairs} {feed.pairs === 1 ? 'pair' : 'pairs'}
            {feed.asOf !== null && `, the newest ${spanText(at - feed.asOf)} old`}
          </li>
        ))}
      </ul>
    </div>
  );
}
