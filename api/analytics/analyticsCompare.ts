import type { RequestHandler } from 'express';
import { compareFigures } from '../../analysis/compareFigures.ts';
import type { ApiContext } from '../context/context.ts';
import { invalid, type Parameter, parametersOf, required } from '../http/parameters.ts';
import { ApiError } from '../http/problems/apiError.ts';
import { shareForMoment } from '../state/read/shareForMoment.ts';
import { readFolder } from './folderFaults.ts';
import type { SnapshotFigures, SnapshotFolder } from './snapshots/folder.ts';
import { NoSnapshot, UnreadableSnapshot } from './snapshots/readSnapshotFile.ts';
import { parseSnapshotName, SNAPSHOT_NAME } from './snapshots/snapshotName.ts';

const fileParameter = (name: 'a' | 'b'): Parameter => ({
  name,
  accepted: `the name of a file in the folder of snapshots: ${SNAPSHOT_NAME}`,
});

/** Answers what has changed from one snapshot to another. Equal requests of one moment share the answer. */
export function analyticsCompare(
  { config }: Pick<ApiContext, 'config'>,
  folder: SnapshotFolder,
  momentMs: number,
): RequestHandler {
  async function snapshotAt(given: URLSearchParams, name: 'a' | 'b'): Promise<SnapshotFigures & { file: string }> {
    const parameter = fileParameter(name);
    const file = required(given, parameter);
    if (parseSnapshotName(file) === null) invalid(parameter, file);
    try {
      return { file, ...(await readFolder(() => folder.read(config().snapshots.directory, file))) };
    } catch (error) {
      if (error instanceof NoSnapshot) {
        throw new ApiError('unknown-snapshot', `there is no snapshot ${file}`, { parameter: name });
      }
      if (error instanceof UnreadableSnapshot) {
        throw new ApiError('unreadable-snapshot', `${file}: ${error.message}`, { parameter: name });
      }
      throw error;
    }
  }

  const textOf = shareForMoment(async (url) => {
    const given = parametersOf(url);
    const [a, b] = [await snapshotAt(given, 'a'), await snapshotAt(given, 'b')];
    return JSON.stringify({
      a: headOf(a),
      b: headOf(b),
      seconds: (b.at - a.at) / 1000,
      figures: compareFigures(a.figures, b.figures),
    });
  }, momentMs);
  return async (request, response) => {
    response.type('json').send(Buffer.from(await textOf(request.url)));
  };
}

const headOf = ({ file, market, code, at }: SnapshotFigures & { file: string }) => ({ file, market, code, at });
