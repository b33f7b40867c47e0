import { AggregatorRegistry, Counter, type Registry } from 'prom-client';

/** Upper bounds of the histogram's buckets, seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, Number.POSITIVE_INFINITY];

/** The counts of one route. */
interface Counts {
  readonly route: string;
  /** Number of answers by status. */
  readonly answers: Map<number, number>;
  /** For each bound the number of answers that took at most so long, and longer than the bound before it. */
  readonly buckets: number[];
  seconds: number;
}

/**
 * Counts answers by route and status, and how long they took. prom-client's own counter and histogram are not used, because they look up
 * their labels for each answer, even when bound to them: an answer from memory would take at least 5 % more processor time.
 */
export function createAnswerCounts(registry: Registry, prefix: string) {
  const routes = new Map<string, Counts>();

  new Counter({
    name: `${prefix}http_requests_total`,
    help: 'Answers of the API',
    labelNames: ['route', 'status'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { route, answers } of routes.values())
        for (const [status, count] of answers) this.inc({ route, status }, count);
    },
  });

  const name = `${prefix}http_request_seconds`;
  const help = 'Time from a request to the end of its answer';
  const samplesOf = ({ route, buckets, seconds }: Counts) => {
    let count = 0;
    const samples = BOUNDS.map((bound, index) => {
      count += buckets[index] ?? 0;
      const le = Number.isFinite(bound) ? bound : '+Inf';
      return { metricName: `${name}_bucket`, labels: { le, route }, value: count };
    });
    const labels = { route };
    return [
      ...samples,
      { metricName: `${name}_sum`, labels, value: seconds },
      { metricName: `${name}_count`, labels, value: count },
    ];
  };

  return {
    /** @param seconds until it was sent, or until the caller left */
    count(route: string, status: number, seconds: number): void {
      let counts = routes.get(route);
      if (counts === undefined) {
        counts = { route, answers: new Map(), buckets: BOUNDS.map(() => 0), seconds: 0 };
        routes.set(route, counts);
      }
      let bucket = 0;
      while (seconds > (BOUNDS[bucket] ?? Number.POSITIVE_INFINITY)) bucket++;
      counts.buckets[bucket] = (counts.buckets[bucket] ?? 0) + 1;
      counts.seconds += seconds;
      counts.answers.set(status, (counts.answers.get(status) ?? 0) + 1);
    },

    /** The histogram of these times, in a registry of its own. */
    times(): Registry {
      const values = [...routes.values()].flatMap(samplesOf);
      return AggregatorRegistry.aggregate([[{ name, help, type: 'histogram', aggregator: 'sum', values }]]);
    },
  };
}
