import { Liquidations } from '../../figures/tape/liquidations.ts';
import type { PushEvent } from '../../wire/messages.ts';
import { retryTime } from '../../wire/retryTime.ts';
import { fetchBelow } from './fetchBelow.ts';
import { SeriesFeed } from './seriesFeed.ts';

/** Follows the liquidations of a pair. Their ids do not tell whether some are missing: after each break they are fetched. */
export class LiquidationFeed extends SeriesFeed {
  list = new Liquidations();
  #isFetching = false;

  protected take(rows: readonly unknown[], { first, reset, skipped }: PushEvent['data']): void {
    if (reset === true) this.list = new Liquidations();
    this.list.take(rows, first === true || skipped !== undefined);
  }

  protected async fetch(): Promise<void> {
    const { list } = this;
    const { unknown } = list;
    if (!this.isLookedAt || this.stopped.signal.aborted || this.#isFetching || unknown === null) return;
    this.#isFetching = true;
    const { signal } = this.stopped;
    const { rows, isReached, fault } = await fetchBelow(this.query, unknown.before, unknown.until, signal);
    if (!signal.aborted) {
      // What could not be fetched stays named as missing.
      list.fill(unknown, rows, fault !== null ? 'unknown' : isReached ? 'known' : 'left');
      this.onChange();
    }
    if (fault !== null) await retryTime(fault, signal);
    this.#isFetching = false;
    void this.fetch();
  }
}
