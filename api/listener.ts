import type { RequestListener } from 'node:http';
import { createApp } from './app.ts';
import { createDialect } from './binance/dialect.ts';
import type { ApiContext } from './context/context.ts';
import { createFastPath } from './getData/fastPath.ts';
import { createGetDataPages, type GetDataPages } from './getData/getDataPages.ts';
import { readStore } from './http/readStore.ts';
import { createWrongKeys } from './http/wrongKeys.ts';
import type { Pages } from './pages/page.ts';
import { createPages, type PagesOptions } from './pages/pages.ts';
import type { Sockets } from './sockets/sockets.ts';
import { createMetrics } from './state/metrics.ts';
import { MOMENT_MS } from './state/shareForMoment.ts';
import { createUpgrades } from './upgrades.ts';

/** Everything that answers requests. It opens nothing and never listens. */
export interface ApiListener {
  readonly listener: RequestListener;
  /** The pages in memory. They must be told of changes in the store; until then every request reads its page from Redis. */
  readonly pages: Pages;
  /** Those who wish for a WebSocket go here; null: there are none to be had. */
  readonly upgrades: Sockets | null;
  /** Those of GetData. */
  readonly getDataPages: GetDataPages;
}

export interface ListenerOptions extends Pick<PagesOptions, 'silentAfterMs'> {
  /** For how long requests share what was made for one of them. */
  readonly momentMs?: number;
}

export function createListener(context: ApiContext, options: ListenerOptions = {}): ApiListener {
  const { momentMs = MOMENT_MS } = options;
  const metrics = createMetrics();
  const pages = createPages({ ...options, read: (from) => readStore(context, from) });
  const getDataPages = createGetDataPages(pages);
  const { note } = createWrongKeys(context.log);
  const noteWrongKey = (address: string | undefined): number => {
    metrics.countWrongKey();
    return note(address);
  };
  const dialect = createDialect({ context, pages, metrics, noteWrongKey });
  const upgrades = createUpgrades({ context, noteWrongKey });
  const slow = createApp(context, getDataPages, metrics, momentMs, noteWrongKey, upgrades?.states);
  if (upgrades !== null) metrics.countSockets(upgrades.states);
  return { pages, getDataPages, upgrades, listener: createFastPath(context, getDataPages, metrics, dialect, slow) };
}
