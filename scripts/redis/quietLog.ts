import { Writable } from 'node:stream';
import { createLog, type Log } from '../../runtime/log.ts';

/** A log of a command that itself tells what is to be known: its lines go nowhere. */
export function quietLog(name: string): Log {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  return createLog({ level: 'error', name, stream: nowhere });
}
