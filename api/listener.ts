import type { RequestListener } from 'node:http';
import { monotonicMs } from '../runtime/machine.ts';
import type { ChangesFollower } from '../store/values/changes.ts';
import { createApp } from './app.ts';
import { createAnswering } from './binance/answer.ts';
import { createBrake } from './binance/brake.ts';
import { createDialect } from './binance/dialect.ts';
import type { ApiContext } from './context/context.ts';
import { createEvents, type Events, type EventsParts } from './events/events.ts';
import { createFastPath } from './getData/fastPath.ts';
import { createGetDataPages, type GetDataPages } from './getData/getDataPages.ts';
import { createWrongKeys } from './http/access/wrongKeys.ts';
import { readStore } from './http/readStore.ts';
import type { Pages } from './pages/page.ts';
import { createPages, type PagesOptions, SILENT_AFTER_MS } from './pages/pages.ts';
import { type BacklogLimits, Outgoing } from './sockets/outbox.ts';
import type { Sockets } from './sockets/sockets.ts';
import { createMetrics } from './state/metrics/metrics.ts';
import { createOverviewReader } from './state/read/overview.ts';
import { MOMENT_MS } from './state/read/shareForMoment.ts';
import { createUpgrades } from './upgrades.ts';

/** Everything that answers requests. It opens nothing and never listens. */
export interface ApiListener {
  readonly listener: RequestListener;
  /** The pages in memory. They must be told of changes in the store; until then every request reads its page from Redis. */
  readonly pages: Pages;
  /** Those who wish for a WebSocket go here; null: there are none to be had. */
  readonly upgrades: Sockets | null;
  /** Those who follow what changes. They are to be ended first when the process stops. */
  readonly events: Events;
  /** Those of GetData. */
  readonly getDataPages: GetDataPages;
}

export interface ListenerOptions extends Pick<PagesOptions, 'silentAfterMs'> {
  readonly events?: Omit<EventsParts, 'context' | 'pages' | 'readOverview' | 'outgoing' | 'silentAfterMs'>;
  /** Of what waits for callers. */
  readonly backlog?: BacklogLimits;
  /** For how long requests share what was made for one of them. */
  readonly momentMs?: number;
}

export function createListener(context: ApiContext, options: ListenerOptions = {}): ApiListener {
  const { momentMs = MOMENT_MS, silentAfterMs = SILENT_AFTER_MS } = options;
  const metrics = createMetrics();
  const kept = createPages({ silentAfterMs, read: (from) => readStore(context, from) });
  const readOverview = createOverviewReader(context, momentMs);
  const outgoing = new Outgoing(monotonicMs, options.backlog);
  const ofEvents = { context, pages: createGetDataPages(kept), readOverview, outgoing, silentAfterMs };
  const events = createEvents({ ...options.events, ...ofEvents });
  const pages = { ...kept, ...both(kept, events) };
  const getDataPages = createGetDataPages(pages);
  const { note } = createWrongKeys(context.log);
  const noteWrongKey = (address: string | undefined): number => {
    metrics.countWrongKey();
    return note(address);
  };
  const answering = createAnswering(context, pages);
  const brake = createBrake(monotonicMs);
  const dialect = createDialect({ context, answering, metrics, brake, noteWrongKey });
  const requests = { answering, brake, count: metrics.countRequest };
  const upgrades = createUpgrades({ context, noteWrongKey, outgoing, requests });
  const sockets = upgrades?.states;
  const parts = { noteWrongKey, readOverview, events, sockets };
  const slow = createApp(context, getDataPages, metrics, answering, momentMs, parts);
  if (sockets !== undefined) metrics.countSockets(sockets);
  metrics.countEvents(events);
  const listener = createFastPath(context, getDataPages, metrics, dialect, slow);
  return { pages, getDataPages, upgrades, events, listener };
}

/** Both are told, the first one first: so nobody reads of it what was before. */
const both = (first: ChangesFollower, second: ChangesFollower): ChangesFollower => ({
  onChange(change) {
    first.onChange(change);
    second.onChange(change);
  },
  onLive() {
    first.onLive();
    second.onLive();
  },
  onLost() {
    first.onLost();
    second.onLost();
  },
});
