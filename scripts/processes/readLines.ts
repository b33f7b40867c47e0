import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const longestLine = 16_384;

/**
 * Calls `onLine` for each line of a stream. A line longer than 16 KiB comes in pieces; a last line without a line end comes when the
 * stream closes.
 */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    rest += decoder.write(chunk);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
    if (rest.length > longestLine) {
      onLine(rest);
      rest = '';
    }
  });
  stream.on('close', () => {
    if (rest !== '') onLine(rest);
    rest = '';
  });
}
