import type { RequestHandler } from 'express';
import { figureAt, figureTable } from '../../analysis/figureTable.ts';
import type { ApiContext } from '../context/context.ts';
import { invalid, optional, type Parameter, parametersOf, wholeNumber } from '../http/parameters.ts';
import { shareForMoment } from '../state/read/shareForMoment.ts';
import { type Pair, parsePair } from './analytics.ts';
import { readFolder } from './folderFaults.ts';
import type { SnapshotFolder } from './snapshots/folder.ts';
import { UnreadableSnapshot } from './snapshots/readSnapshotFile.ts';

/** What a request for snapshots asks for. */
interface SnapshotsQuery extends Pair {
  /** Whose value is wanted of each; null: none. */
  readonly figure: string | null;
  /** The newest so many. */
  readonly limit: number;
}

export const MOST_SNAPSHOTS = 1_000;
export const DEFAULT_SNAPSHOTS = 200;

export const figureNames = figureTable.map(({ name }) => name);

const figureParameter: Parameter = { name: 'figure', accepted: figureNames };
const limitParameter: Parameter = { name: 'limit', accepted: `a whole number from 1 to ${MOST_SNAPSHOTS}` };

/** @throws ApiError naming the parameter and what is accepted */
function parseQuery(url: string, context: ApiContext): SnapshotsQuery {
  const given = parametersOf(url);
  const pair = parsePair(given, context);
  const text = optional(given, figureParameter);
  const figure = text === null ? null : (figureNames.find((name) => name === text) ?? invalid(figureParameter, text));
  const limit = optional(given, limitParameter) ?? String(DEFAULT_SNAPSHOTS);
  return { ...pair, figure, limit: wholeNumber(limitParameter, limit, 1, MOST_SNAPSHOTS) };
}

/** Answers which snapshots of a pair there are, with a figure of each. Equal requests of one moment share the answer. */
export function analyticsSnapshots(context: ApiContext, folder: SnapshotFolder, momentMs: number): RequestHandler {
  const textOf = shareForMoment(async (url) => {
    const { market, code, figure, limit } = parseQuery(url, context);
    const { directory } = context.config().snapshots;
    const { files, all } = await readFolder(async () => {
      const files = await folder.list(directory, market, code);
      return { files, all: await folder.readAll(directory, files.slice(-limit)) };
    });
    return JSON.stringify({
      market,
      code,
      figures: figureTable.map(({ name, unit, says }) => ({ name, unit, says })),
      total: files.length,
      snapshots: all.flatMap(({ file, read }) =>
        read instanceof UnreadableSnapshot
          ? []
          : [{ file, at: read.at, value: figure === null ? null : figureAt(read.figures, figure) }],
      ),
      unreadable: all.flatMap(({ file, read }) =>
        read instanceof UnreadableSnapshot ? [{ file, why: read.message }] : [],
      ),
    });
  }, momentMs);
  return async (request, response) => {
    response.type('json').send(Buffer.from(await textOf(request.url)));
  };
}
