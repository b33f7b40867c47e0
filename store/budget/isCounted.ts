import type { Store } from '../redis/connect.ts';

/** No request is charged to a window so long before it begins. */
const CHARGED_BEFORE_MS = 2_000;

/**
 * Whether Redis has lost nothing that was charged since a time: this connection has stood since before it could be. A Redis that ends, or
 * gives way to its replica, breaks all connections, and may come back with older counts, or none.
 *
 * @param since exchange-clock ms, as `now`
 */
export const isCounted = (store: Pick<Store, 'upSince' | 'monotonic'>, since: number, now: number): boolean =>
  store.monotonic() - store.upSince() >= now - since + CHARGED_BEFORE_MS;
