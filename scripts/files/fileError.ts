import path from 'node:path';
import { StartError } from '../../runtime/errors.ts';

/** What a failure of a file means, in one line for who runs the command; errors that are clear already stay as they are. */
export function fileError(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (code === undefined || error instanceof StartError) return error;
  return new StartError(meaningOf(code, file) ?? `${file} cannot be written: ${(error as Error).message}`, {
    cause: error,
  });
}

export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

function meaningOf(code: string, file: string): string | undefined {
  const folder = path.dirname(path.resolve(file));
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `${file} cannot be written: the disk is full; make room, or name a file on another disk`;
    case 'EACCES':
    case 'EPERM':
      return `${file} cannot be written: no permission to write in ${folder}`;
    case 'EROFS':
      return `${file} cannot be written: ${folder} is on a disk that can only be read`;
    case 'ENOENT':
      return `the folder ${folder} does not exist: make it, or name another file`;
    case 'ENOTDIR':
      return `${folder} is no folder: a part of this path is a file; name another file`;
    case 'EISDIR':
      return `${file} is a folder: name a file`;
    case 'ENAMETOOLONG':
      return `the name ${path.basename(file).slice(0, 40)}… is too long for this disk`;
    default:
      return undefined;
  }
}
