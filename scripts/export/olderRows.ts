import type { Config } from '../../config/config.ts';
import { marketConfigOf, pairsPath } from '../../config/marketConfig.ts';
import { StartError } from '../../runtime/errors.ts';
import type { Rest } from '../history/openRest.ts';
import type { Patience } from '../history/patience.ts';
import { createRestSource } from '../history/restSource.ts';
import type { ExportRequest } from './exportRequest.ts';
import type { OlderRows } from './exportSeries.ts';
import type { CodeTotals } from './progress.ts';

export interface OlderRowsOptions {
  readonly request: Pick<ExportRequest, 'market' | 'collector'>;
  readonly config: Config;
  readonly openRest: () => Promise<Rest>;
}

/**
 * Rows of a pair that lie before the stored ones. The way to the exchange is opened when they are first needed: it wants the exchange's clock and its
 * budget. What the sources have to say is noted in `totals`.
 */
export function openOlderRows(
  { request: { market, collector }, config, openRest }: OlderRowsOptions,
  code: string,
  patience: Patience,
  totals: Pick<CodeTotals, 'notes'>,
): OlderRows {
  const note = (text: string): void => {
    if (!totals.notes.includes(text)) totals.notes.push(text);
  };
  return {
    async *read(from, to) {
      const own = marketConfigOf(config, market);
      if (own === undefined)
        throw new StartError(`CONFIG.json has no ${pairsPath(market)}: the exchange is not asked for ${market}`);
      const source = createRestSource({
        ...{ rest: await openRest(), collector, code, config: own, patience },
        onNote: note,
        onBad: (count, fault) =>
          note(`${code}: ${count} rows of the exchange cannot be right and are left out: ${fault}`),
      });
      for await (const rows of source.read(from, to)) yield { source: source.name, rows };
    },
  };
}
