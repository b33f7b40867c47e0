import { Counter, Gauge, type Registry } from 'prom-client';
import { type RelayCounter, relayCounters } from '../../../store/reports/relayReports.ts';
import type { RelayHealth } from '../health/relayHealth.ts';

/** What the relay of streams says of itself. Its streams at the exchange are told with those of other processes. */
export interface RelayMetrics {
  /** Sets all anew, so that no sample stays of one that has ended. */
  show(relay: RelayHealth | null): void;
}

/** @param prefix of all names */
export function createRelayMetrics(registry: Registry, prefix: string): RelayMetrics {
  const registers = [registry];
  // With a label, though an empty one: a metric that has none shows 0 where it says nothing.
  const gauge = <Label extends string>(name: string, help: string, labels: readonly Label[]) =>
    new Gauge({ name: `${prefix}relay_${name}`, help, labelNames: [...labels], registers });
  const up = gauge('up', '1 while a relay of streams listens', []);
  const links = gauge('links', 'Processes of the API that are linked to the relay', ['state']);
  const streams = gauge('streams', 'Streams that the relay follows, and how many it may', ['which']);
  const books = gauge('books', 'Order books that the relay keeps', ['state']);
  const lag = gauge(
    'lag_seconds',
    'Longest that an event waited in the relay, in the last second, beyond the time in which events are gathered',
    ['state'],
  );
  const counters = Object.entries(relayCounters).map(([name, help]) => ({
    name: name as RelayCounter,
    metric: new Counter({ name: `${prefix}relay_${snake(name)}_total`, help, labelNames: ['state'], registers }),
  }));

  return {
    show(relay) {
      for (const metric of [links, streams, books, lag, ...counters.map(({ metric }) => metric)]) metric.reset();
      up.set(relay?.state === 'listening' ? 1 : 0);
      if (relay === null) return;
      const { state } = relay;
      links.set({ state }, relay.links);
      streams.set({ which: 'followed' }, relay.streams);
      streams.set({ which: 'most' }, relay.mostStreams);
      books.set({ state: 'in_step' }, relay.booksInStep);
      books.set({ state: 'out_of_step' }, relay.booksOutOfStep);
      lag.set({ state }, relay.lagMs / 1000);
      for (const { name, metric } of counters) metric.inc({ state }, relay.counts[name]);
    },
  };
}

/** `cutOff` → `cut_off` */
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
