import { CollectorError } from '../../runtime/errors.ts';

/** Nothing of a file of an archive is taken. `message` says why, without the file's name. */
export class FileRefused extends CollectorError {
  constructor(why: string, options: { cause?: unknown } = {}) {
    super('archive-file-refused', why, options);
  }
}

/** What went wrong while a file was read, as a refusal. @throws the error itself where it is none of the file's content or of the disk */
export function refusalOf(error: unknown): FileRefused {
  if (error instanceof FileRefused) return error;
  // Of another realm where tests run: instanceof would not know it.
  const { message, code } = Object(error) as { readonly message?: unknown; readonly code?: unknown };
  if (typeof message !== 'string') throw error;
  return new FileRefused(whyOf(message, code), { cause: error });
}

function whyOf(message: string, code: unknown): string {
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  if (code === 'ENOENT') return 'it is gone';
  if (code === 'Z_BUF_ERROR') return 'it is cut off: what was packed in it ends too early';
  return `it cannot be read: ${message}`;
}
