import fs from 'node:fs';
import { Redis } from 'ioredis';
import { startTimer } from '../export/timer.ts';

/** A plain dump of a series, a member a line: `plainDump <port> <db> <key> <file>`. Prints at the end what it has taken. */

const [port = '', db = '', key = '', file = ''] = process.argv.slice(2);
const PAGE = 2000;

const redis = new Redis({ port: Number(port), db: Number(db) });
await redis.ping();
const tell = startTimer();
const output = fs.createWriteStream(file);
for (let from = 0; ; from += PAGE) {
  const members = await redis.zrange(key, String(from), String(from + PAGE - 1));
  if (members.length === 0) break;
  const isTaken = output.write(`${members.join('\n')}\n`);
  if (!isTaken) await new Promise<void>((resolve) => output.once('drain', () => resolve()));
}
await new Promise<void>((resolve) => output.end(() => resolve()));
tell();
redis.disconnect();
