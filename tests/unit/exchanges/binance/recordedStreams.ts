import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { judgeRows } from '../../../../collectors/ingest/judging/judgeRows.ts';
import type { Feed } from '../../../../model/feed.ts';
import { createValidator } from '../../../../model/validate.ts';
import { recording } from '../../../recordings.ts';

const query = { pairs: [], asOf: Date.UTC(2026, 0), uncertainty: 0 };

/** What a feed makes of an event; undefined: nothing. @throws InvalidPayload */
export type Reader = (event: unknown, symbol: string) => unknown;

/** What a feed stores of events; of a book's, the change. */
export function readerOf(feed: Feed): Reader {
  const { streamed } = feed;
  const validate = createValidator<unknown>(feed.rowSchema);
  if (feed.shape === 'latest') {
    if (streamed?.by === 'book') return streamed.changeOf;
    if (streamed?.by !== 'entry') throw new Error('this feed has no values');
    return (event, symbol) => {
      const entry = streamed.entryOf(event, symbol);
      return feed.valueOf(validate(entry.row, 'test'), entry, query)?.value;
    };
  }
  return (event, symbol) => {
    const said = streamed?.by === 'candles' ? streamed.read(event, symbol) : null;
    const row =
      streamed?.by === 'rows'
        ? streamed.rowOf(event, symbol)
        : said !== null && 'candle' in said
          ? said.candle.row
          : null;
    const data = [row];
    return judgeRows(feed, validate, { data, text: JSON.stringify(data), path: 'test' }, query).rows[0]?.member;
  };
}

export interface Message {
  readonly stream: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const linesOf = (file: string): string[] => {
  const bytes = readFileSync(recording(`streams/${file}`));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trim().split('\n');
};

/** The events of a capture. */
export const captured = (file: string): Message[] =>
  linesOf(file).flatMap((line) => (line.includes('{"stream"') ? [JSON.parse(line.slice(line.indexOf('{')))] : []));

/** Single messages of all years. @param exchange as their collection calls it */
export const singleMessages = (isOf: (exchange: string, message: Message) => boolean): Message[] =>
  linesOf('real-messages-by-channel.ndjson').flatMap((line) => {
    const { exchange, msg } = JSON.parse(line) as { exchange: string; msg: Message & { generated?: true } };
    return msg.generated === undefined && isOf(exchange, msg) ? [msg] : [];
  });

/** Reads all messages of these streams; those of symbols in capitals, or of all symbols, are none that we ask for. @returns how many there were */
export function readAll(messages: readonly Message[], readers: Readonly<Record<string, Reader>>): number {
  let count = 0;
  for (const { stream, data } of messages) {
    const [symbol = '', name = ''] = stream.split('@');
    const read = readers[name];
    if (!/^[a-z]+$/.test(symbol) || read === undefined) continue;
    if (read(data, symbol.toUpperCase()) === undefined) throw new Error(`nothing is made of ${stream}`);
    count++;
  }
  return count;
}
