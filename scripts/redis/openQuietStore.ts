import { Writable } from 'node:stream';
import { createLog } from '../../runtime/log.ts';
import { connectStore, type Store } from '../../store/redis/connect.ts';

/** Opens the store for a look at it: it logs nothing, and waits longer for a reply. */
export function openQuietStore(url: string, name: string): Promise<Store> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const log = createLog({ level: 'error', name, stream: nowhere });
  return connectStore({ url, db: 2, name, log, commandTimeoutMs: 10_000 });
}
