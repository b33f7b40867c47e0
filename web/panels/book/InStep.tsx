import { type FeedHealth, useHealth } from '../../state/health.ts';

interface InStepProps {
  readonly market: string;
  readonly pair: string;
  readonly isStale: boolean;
}

/** Whether the book is the exchange's. */
export const InStep = ({ isStale, ...named }: InStepProps) =>
  isStale ? <OutOfStep {...named} /> : <span>in step</span>;

/** /health is asked why, and only while it is not. */
function OutOfStep({ market, pair }: Omit<InStepProps, 'isStale'>) {
  const feed = useHealth()?.body.feeds.find(
    (one) => (one.market ?? 'spot') === market && one.code === pair && one.type === 'depth',
  );
  return <strong class="out-of-step">{whyStale(feed)}</strong>;
}

function whyStale(feed: FeedHealth | undefined): string {
  if (feed?.outOfStep === true) return 'resyncing: a change was missed, and the book is read anew';
  if (feed === undefined || !feed.stale) return 'stale';
  if (feed.status !== 'TRADING') return `stale: the exchange says ${feed.status} of the pair`;
  return `stale: ${feed.lastError ?? feed.streamDown ?? 'nothing newer has come'}`;
}
