import type { Config } from '../../config/config.ts';
import { marketConfigOf, pairsPath } from '../../config/marketConfig.ts';
import { ExchangeError } from '../../exchanges/errors.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import type { Scores } from '../../model/scores.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { StartError } from '../../runtime/errors.ts';
import { openArchiveSource } from '../archive/openArchiveSource.ts';
import { tellArchive } from '../archive/tellArchive.ts';
import { type MergedFacts, mergeSources } from '../history/mergeSources.ts';
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
  /** Gets what the sources have to say, notes of it by `tell`. */
  readonly totals: Pick<CodeTotals, 'notes' | 'refused' | 'differing' | 'examples'>;
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
  let archive: ReturnType<typeof openArchiveSource> | undefined;

  async function openRestSource(): Promise<RowSource> {
    const where = `CONFIG.json has no ${pairsPath(market)}: the exchange is not asked for ${market}`;
    if (own === undefined) throw new StartError(where);
    return createRestSource({
      ...{ rest: await openRest(), collector, code, config: own, patience, onNote: note },
      onBad(rows, fault) {
        totals.refused = { rows: (totals.refused?.rows ?? 0) + rows, fault: totals.refused?.fault ?? fault };
      },
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
    let before = merged.facts();
    for await (const rows of merged.read(from, to)) {
      const now = merged.facts();
      const [one, other] = [first.name, 'archive'] as const;
      noteDiffering(totals, one, now, before.differing);
      const given = (name: SourceName) => now.rows[name] - before.rows[name];
      yield { rows, sources: { [one]: given(one), [other]: given(other) } };
      before = now;
    }
    noteDiffering(totals, first.name, merged.facts(), before.differing);
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
      const { refused, differing, examples } = totals;
      if (refused !== null)
        note(`${refused.rows} rows of the exchange cannot be right and are left out, the first: ${refused.fault}`);
      for (const [name, rows] of Object.entries(differing))
        if (rows > 0) note(`${rows} rows of the archive differ from those of ${name}, which are taken`);
      for (const example of examples) note(example);
      if (archive === undefined) return;
      for (const line of tellArchive((await archive).facts())) note(line);
    },
  };
}

/** Rows that differ are named one by one up to this number. */
const MOST_EXAMPLES = 5;

/** @param before how many of them differed when it was noted the last time */
function noteDiffering(
  totals: Pick<CodeTotals, 'differing' | 'examples'>,
  source: SourceName,
  { differing, examples }: MergedFacts,
  before: number,
): void {
  if (source === 'archive') return;
  totals.differing[source] += differing - before;
  for (const { takenMember, leftMember } of examples.slice(before)) {
    if (totals.examples.length < MOST_EXAMPLES) totals.examples.push(`taken ${takenMember}, left ${leftMember}`);
  }
}
