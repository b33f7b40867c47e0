import { basename } from 'node:path';
import type { SecondRow } from '../../analysis/closes.ts';
import { secondsOfTrades } from '../../analysis/closesOfTold.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { parseJson } from '../../model/parseJson.ts';
import type { Seconds } from '../../model/seconds.ts';
import { StartError } from '../../runtime/errors.ts';
import { readBytes } from './readBytes.ts';

/** Longest file that is read, unpacked, bytes: a day of candles has 13 MB. */
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * Reads rows that were saved as the exchange's REST API sends them: a JSON list of candles of one second, or of aggregate trades, gzip or plain.
 *
 * @throws StartError in one line where it is none, or holds candles of another length
 */
export async function readSaved(file: string, { saved }: Pick<Seconds, 'saved'>): Promise<readonly SecondRow[]> {
  const data = parseJson(await textOf(file));
  if (!Array.isArray(data))
    throw new StartError(`${file}: no JSON list of rows, as the exchange's REST API sends them`);
  const payload = { data, text: '', path: basename(file) };
  try {
    if (!data.every((row) => Array.isArray(row))) {
      const trades = saved.trades(payload);
      return secondsOfTrades(trades, trades.at(-1)?.time ?? 0);
    }
    const rows = new Map(saved.candles(payload).map((row) => [row.openTime, row]));
    return [...rows.values()];
  } catch (error) {
    if (!(error instanceof InvalidPayload)) throw error;
    throw new StartError(`${file}: ${error.message}; --rest takes candles of one second, or aggregate trades`);
  }
}

async function textOf(file: string): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of await readBytes(file)) {
      length += part.length;
      if (length > MOST_BYTES) throw new StartError(`${file}: longer than ${MOST_BYTES / 1024 / 1024} MB`);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${file} cannot be read: ${(error as Error).message}`);
  }
  return Buffer.concat(parts).toString();
}
