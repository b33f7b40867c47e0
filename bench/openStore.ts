import { Writable } from 'node:stream';
import { createLog } from '../config/log.ts';
import { connectStore, type Store } from '../store/connect.ts';

/** The store of a Redis that is ours. */
export function openStore(url: string): Promise<Store> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const log = createLog({ level: 'error', name: 'bench', stream: nowhere });
  return connectStore({ url, db: 2, name: 'bench', log, commandTimeoutMs: 10_000 });
}
