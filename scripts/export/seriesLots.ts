import type { Config } from '../../config/config.ts';
import { marketConfigOf, pairsPath } from '../../config/marketConfig.ts';
import { ExchangeError } from '../../exchanges/errors.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import type { Scores } from '../../model/scores.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { StartError } from '../../runtime/errors.ts';
import { openArchiveSource } from '../archive/openArchiveSource.ts';
import { tellArchive } from '../archive/tellArchive.ts';
import { mergeSources } from '../history/mergeSources.ts';
import type { Patience } from '../history/patience.ts';
import { createRestSource } from '../history/restSource.ts';
import type { RowSource } from '../history/rowSource.ts';
import type { ExportRequest } from './exportRequest.ts';
import type { CodeTotals, SourceName } from './progress.ts';

/** Some rows of a pair, in rising order, and how many of them each source gave. */
export interface Lot {
  readonly rows: readonly SeriesRow[];
  readonly sources: Partial<Record<SourceName, number>>;
}

/** Rows of a pair from where they are: times in ms, both included. */
export interface SeriesLots {
  /** Before the oldest stored row: from the exchange's REST, and from its archive. @throws StartError where the exchange refuses it */
  before(from: number, to: number): AsyncIterable<Lot>;
  /** From the oldest stored row on: what is stored, and what the archive has of what is missing there. */
  within(from: number, to: number): AsyncIterable<Lot>;
  /** Notes what reading has come to. */
  tell(): Promise<void>;
}

export interface SeriesLotsOptions {
  readonly request: Pick<ExportRequest, 'market' | 'collector' | 'archive'>;
  readonly config: Config;
  readonly openRest: () => Promise<Guest>;
  readonly code: string;
  readonly scores: Scores;
  readonly stored: RowSource;
  readonly patience: Patience;
  /** Gets notes of what the sources have to say. */
  readonly totals: Pick<CodeTotals, 'notes'>;
}

/** Each source is opened when it is first needed: REST wants the exchange's clock and its budget. */
export function seriesLotsOf({
  request,
  config,
  openRest,
  code,
  scores,
  stored,
  patience,
  totals,
}: SeriesLotsOptions): SeriesLots {
  const { market, collector, archive: folder } = request;
  const own = marketConfigOf(config, market);
  const note = (text: string): void => {
    if (!totals.notes.includes(text)) totals.notes.push(text);
  };
  const tellers: (() => void)[] = [];
  let archive: ReturnType<typeof openArchiveSource> | undefined;

  async function openRestSource(): Promise<RowSource> {
    const where = `CONFIG.json has no ${pairsPath(market)}: the exchange is not asked for ${market}`;
    if (own === undefined) throw new StartError(where);
    return createRestSource({
      ...{ rest: await openRest(), collector, code, config: own, patience, onNote: note },
      onBad: (count, fault) => note(`${count} rows of the exchange cannot be right and are left out: ${fault}`),
    });
  }

  async function openArchive(inFolder: string): Promise<RowSource> {
    const { feed, interval } = collector;
    archive ??= openArchiveSource(inFolder, { market, feed, interval, code, options: { ...own?.feeds[feed] } });
    return archive;
  }

  async function* read(first: RowSource, from: number, to: number): AsyncIterable<Lot> {
    if (folder === undefined) {
      for await (const rows of first.read(from, to)) yield { rows, sources: { [first.name]: rows.length } };
      return;
    }
    const merged = mergeSources([first, await openArchive(folder)], collector.row, scores);
    tellers.push(() => {
      const { differing, examples } = merged.facts();
      if (differing === 0) return;
      note(`${differing} rows of the archive differ from those of ${first.name}, which are taken`);
      for (const { takenMember, leftMember } of examples) note(`taken ${takenMember}, left ${leftMember}`);
    });
    let before = merged.facts().rows;
    for await (const rows of merged.read(from, to)) {
      const now = merged.facts().rows;
      const [one, other] = [first.name, 'archive'] as const;
      yield { rows, sources: { [one]: now[one] - before[one], [other]: now[other] - before[other] } };
      before = now;
    }
  }

  return {
    async *before(from, to) {
      try {
        yield* read(await openRestSource(), from, to);
      } catch (error) {
        // It does not know the pair, or refuses what it is asked: no later call changes that.
        if (error instanceof ExchangeError)
          throw new StartError(`${market} ${code}: ${error.message}`, { cause: error });
        throw error;
      }
    },
    within: (from, to) => read(stored, from, to),
    async tell() {
      for (const tell of tellers) tell();
      if (archive === undefined) return;
      for (const line of tellArchive((await archive).facts())) note(line);
    },
  };
}
