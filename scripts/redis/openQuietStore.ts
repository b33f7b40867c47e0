import { connectStore, type Store } from '../../store/redis/connect.ts';
import { quietLog } from './quietLog.ts';

/** Opens the store for a look at it: it logs nothing, and waits longer for a reply. */
export function openQuietStore(url: string, name: string): Promise<Store> {
  return connectStore({ url, db: 2, name, log: quietLog(name), commandTimeoutMs: 10_000 });
}
