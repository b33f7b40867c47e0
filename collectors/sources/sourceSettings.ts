import type { CandleShape } from '../../model/candle.ts';
import type { FeedSettings } from '../ingest/feedSettings.ts';
import type { RollUp } from './rolledUp/planRollUp.ts';

/** What a worker's settings say of its source. */
export interface SourceSettings extends FeedSettings {
  /** False: what comes is not stored. */
  readonly enabled: boolean;
  /** Settings with the same one store the same rows in the same way. */
  readonly storedAs: string;
  /** Its rows come by streams. */
  readonly isStreamed: boolean;
  /** Seconds between two requests of REST for what streams do not serve. */
  readonly restPeriod: number;
  /** Pairs that one request of REST serves. */
  readonly chunk: number;
  /** The same where so few pairs are asked for: one by one may be cheaper. */
  readonly chunkFor: (pairs: number) => number;
  /** What its rows are as candles; null: they are none. */
  readonly shape: CandleShape | null;
  /** Seconds in which each pair is held against REST once, where its rows come by streams; null: none is. */
  readonly auditEvery: number | null;
  /** How its candles are rolled up; null: they are polled. */
  readonly rollUp: RollUp | null;
}
