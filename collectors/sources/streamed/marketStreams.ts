import type { Hub } from '../../../gateway/streams/hub.ts';
import type { Backlog } from './backlog.ts';
import type { Board } from './silence/board.ts';

/** What all workers of a market in one process share of its streams. */
export interface MarketStreams {
  readonly hub: Hub;
  readonly board: Board;
  readonly backlog: Backlog;
}
