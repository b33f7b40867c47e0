import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { SNAPSHOT_VERSION, type Snapshot } from '../../../analysis/snapshot.ts';
import { parseJson } from '../../../model/parseJson.ts';
import { CollectorError } from '../../../runtime/errors.ts';
import { checkSnapshot } from './checkSnapshot.ts';
import { parseSnapshotName } from './snapshotName.ts';

/** No snapshot is larger: they have some hundred kB. */
export const MOST_BYTES = 5_000_000;

/** A file is no snapshot that could be read; `message` says why, without its name. */
export class UnreadableSnapshot extends CollectorError {
  constructor(why: string, cause?: unknown) {
    super('unreadable-snapshot', why, { cause });
  }
}

/** There is no such file. */
export class NoSnapshot extends CollectorError {
  constructor() {
    super('unknown-snapshot', 'there is no such file');
  }
}

/** What tells one state of a file from another. */
export interface FileState {
  readonly mtimeMs: number;
  readonly size: number;
}

/** @throws UnreadableSnapshot, NoSnapshot */
export const stateOf = (file: string): Promise<FileState> => fs.lstat(file).catch(explain);

/**
 * Reads a snapshot, and holds it to the schema.
 *
 * @param file its name must be one of a snapshot, and say what stands in it, or not say it at all @throws UnreadableSnapshot, NoSnapshot
 */
export async function readSnapshotFile(file: string): Promise<Snapshot> {
  const value = parseJson(await textOf(file));
  if (value === undefined || value === null || typeof value !== 'object') {
    throw new UnreadableSnapshot('it is no JSON, or only a part of it');
  }
  const { version } = value as Partial<Record<string, unknown>>;
  if (version !== SNAPSHOT_VERSION) {
    const found = Number.isSafeInteger(version) ? `it is of version ${version}` : 'it names no version of a snapshot';
    throw new UnreadableSnapshot(`${found}, and this program reads version ${SNAPSHOT_VERSION}`);
  }
  const snapshot = checkSnapshot(value, (fault) => {
    throw new UnreadableSnapshot(`it is not as docs/snapshot.schema.json says: ${fault}`);
  });
  const named = parseSnapshotName(path.basename(file));
  if (named !== null && (named.market !== snapshot.market || named.code !== snapshot.code)) {
    throw new UnreadableSnapshot(`it holds ${snapshot.market} ${snapshot.code}, which its name does not say`);
  }
  return snapshot;
}

async function textOf(file: string): Promise<string> {
  // A link would lead out of the folder, and a named pipe without O_NONBLOCK would wait for a writer.
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  const handle = await fs.open(file, O_RDONLY | O_NONBLOCK | O_NOFOLLOW).catch(explain);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new UnreadableSnapshot('it is not a regular file');
    if (stat.size > MOST_BYTES) throw new UnreadableSnapshot(`it is larger than ${MOST_BYTES / 1e6} MB`);
    return await handle.readFile('utf8');
  } catch (error) {
    return explain(error);
  } finally {
    await handle.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'it cannot be read: permission denied',
  EPERM: 'it cannot be read: operation not permitted',
  ELOOP: 'it is a symbolic link',
  ENXIO: 'it is not a regular file',
  EISDIR: 'it is not a regular file',
};

function explain(error: unknown): never {
  if (error instanceof CollectorError) throw error;
  const { code = String(error) } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') throw new NoSnapshot();
  throw new UnreadableSnapshot(reasons[code] ?? `it cannot be read: ${code}`, error);
}
