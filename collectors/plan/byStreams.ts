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
 * @param rest how REST would serve all of them: what it does for these while their streams are down
 */
export function byStreams(entries: readonly Entry[], names: ReadonlySet<string>, rest: readonly Entry[]): Entry[] {
  const restOf = new Map(rest.map(({ collector, served, period }) => [collector.name, { served, period }]));
  return entries.map((entry) => {
    const { served = 'poll', period = entry.period } = restOf.get(entry.collector.name) ?? {};
    if (!names.has(entry.collector.name) || served === 'stream') return entry;
    return { ...entry, served: 'stream', period: 1, polledPairs: 0, polledRound: 0, rest: { served, period } };
  });
}
