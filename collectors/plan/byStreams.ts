import { transportOf } from '../../config/marketConfig.ts';
import type { Entry } from './entry.ts';
import type { Planned } from './planned.ts';

/** Which collectors may come by streams, by name. */
export interface Streamable {
  /** Those that always do. */
  readonly always: ReadonlySet<string>;
  /** Those, and those that do as soon as polling does not fit. */
  readonly all: ReadonlySet<string>;
}

export function streamableOf({ config }: Planned, entries: readonly Entry[]): Streamable {
  const namesOf = (transports: readonly string[]) =>
    new Set(
      entries.flatMap(({ collector }) => (transports.includes(transportOf(config, collector)) ? [collector.name] : [])),
    );
  return { always: namesOf(['stream']), all: namesOf(['stream', 'auto']) };
}

/**
 * Entries with those of these names served by streams.
 *
 * @param polled all of them polled, at periods that fit: what REST does for these while their streams are down
 */
export function byStreams(entries: readonly Entry[], names: ReadonlySet<string>, polled: readonly Entry[]): Entry[] {
  const periods = new Map(polled.map(({ collector, period }) => [collector.name, period]));
  return entries.map((entry) => {
    const { name } = entry.collector;
    if (!names.has(name)) return entry;
    const restPeriod = periods.get(name) ?? entry.period;
    return { ...entry, served: 'stream', period: 1, polledPairs: 0, polledRound: 0, restPeriod };
  });
}
