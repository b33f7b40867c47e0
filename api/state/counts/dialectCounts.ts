import { Counter, type Registry } from 'prom-client';

/** Counts answers in the exchange's dialect by path and result: cheaply, as `createAnswerCounts` does. */
export function createDialectCounts(registry: Registry, prefix: string) {
  /** By path, then by result. */
  const counts = new Map<string, Map<string, number>>();

  new Counter({
    name: `${prefix}dialect_answers_total`,
    help: "Answers in the exchange's dialect, by where they came from, or why there was none",
    labelNames: ['path', 'result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [path, results] of counts) for (const [result, count] of results) this.inc({ path, result }, count);
    },
  });

  return {
    count(path: string, result: string): void {
      const results = counts.get(path) ?? new Map<string, number>();
      counts.set(path, results.set(result, (results.get(result) ?? 0) + 1));
    },
  };
}
