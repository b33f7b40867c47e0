import { useEffect, useState } from 'preact/hooks';
import { useRedraw } from '../../parts/useRedraw.ts';
import type { SeriesFeed } from './seriesFeed.ts';

/** Follows a series for as long as the component is there. @param create called once */
export function useFeed<Feed extends SeriesFeed>(
  topic: string,
  isOnScreen: boolean,
  create: (onChange: () => void) => Feed,
): Feed {
  const changed = useRedraw(isOnScreen);
  const [feed] = useState(() => create(changed));
  useEffect(() => feed.start(topic), [feed, topic]);
  useEffect(() => {
    feed.isLookedAt = isOnScreen;
  }, [feed, isOnScreen]);
  return feed;
}
