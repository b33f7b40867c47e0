import fs from 'node:fs/promises';
import type { LineFormat, TableWriter } from './tableWriter.ts';
import { openWholeFile, type WholeFile } from './wholeFile.ts';

/** Characters that are written at once. */
const CHUNK = 1 << 18;

/**
 * Writes a table as lines of text, UTF-8. Its metadata goes to a file beside it.
 *
 * @param beside the path of that file @param force whether it replaces one that is there
 */
export function createLinesWriter(
  file: WholeFile,
  format: LineFormat,
  { beside, force }: { readonly beside: string; readonly force: boolean },
): TableWriter {
  let pending = file.size === 0 ? format.head : '';
  const flush = async (): Promise<void> => {
    const text = pending;
    pending = '';
    if (text !== '') await file.write(text);
  };
  return {
    lines: {
      format,
      write: async (lines) => {
        await flush();
        await file.write(lines);
      },
    },
    write: async (rows) => {
      for (const row of rows) {
        pending += format.lineOf(row);
        if (pending.length >= CHUNK) await flush();
      }
    },
    checkpoint: async () => {
      await flush();
      await file.sync();
      return { size: file.size, state: '' };
    },
    close: async (metadata) => {
      await flush();
      // First what is said of the file: a file that is there is never without it.
      const isSaid = Object.keys(metadata).length > 0;
      if (isSaid) await writeMetadata(beside, metadata, force);
      try {
        await file.commit();
      } catch (error) {
        if (isSaid) await fs.rm(beside, { force: true });
        throw error;
      }
      return file.size;
    },
    leave: () => file.leave(),
    abort: () => file.abort(),
  };
}

async function writeMetadata(file: string, metadata: Readonly<Record<string, string>>, force: boolean): Promise<void> {
  const written = await openWholeFile(file, { force });
  try {
    await written.write(`${JSON.stringify(metadata, null, 2)}\n`);
    await written.commit();
  } catch (error) {
    await written.abort();
    throw error;
  }
}
