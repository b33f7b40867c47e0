import type { Collector, Market } from '../../markets/markets.js';
import type { TableFormat } from '../files/tableWriter.ts';

/** What a call of `npm run export` asks for. */
export interface ExportRequest {
  readonly market: Market;
  /** Of a series. */
  readonly collector: Collector;
  /** btcusdt; each once */
  readonly codes: readonly string[];
  /** ms; absent: from the oldest stored row on. */
  readonly from?: number;
  /** ms, included */
  readonly to: number;
  readonly format: TableFormat;
  readonly file: string;
  readonly force: boolean;
  /** Folder with files of the exchange's archive. */
  readonly archive?: string;
  /** What makes two calls the same: the second goes on with what the first has left. */
  readonly identity: string;
}
