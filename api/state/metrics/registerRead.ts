import { Counter, Gauge, type Registry } from 'prom-client';

type ByLabel = Readonly<Record<string, number | null>>;

/** Makes metrics whose values are kept elsewhere, and read for each scrape. */
export function registerRead(registry: Registry, prefix: string) {
  const registers = [registry];
  return {
    gauge(name: string, help: string, read: () => number): void {
      new Gauge({
        name: prefix + name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },

    /** @param read values by the label; there is no sample of null */
    gauges(name: string, help: string, label: string, read: () => ByLabel): void {
      new Gauge({
        name: prefix + name,
        help,
        labelNames: [label],
        registers,
        collect() {
          this.reset();
          for (const [of, value] of Object.entries(read())) if (value !== null) this.set({ [label]: of }, value);
        },
      });
    },

    counter(name: string, help: string, read: () => number): void {
      new Counter({
        name: `${prefix}${name}_total`,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(read());
        },
      });
    },

    counters(name: string, help: string, label: string, read: () => Readonly<Record<string, number>>): void {
      new Counter({
        name: `${prefix}${name}_total`,
        help,
        labelNames: [label],
        registers,
        collect() {
          this.reset();
          for (const [of, count] of Object.entries(read())) this.inc({ [label]: of }, count);
        },
      });
    },

    /** @param read counts by the first label, and of each by the second one */
    countersByTwo(
      name: string,
      help: string,
      [first, second]: readonly [string, string],
      read: () => Readonly<Record<string, Readonly<Record<string, number>>>>,
    ): void {
      new Counter({
        name: `${prefix}${name}_total`,
        help,
        labelNames: [first, second],
        registers,
        collect() {
          this.reset();
          for (const [of, counts] of Object.entries(read())) {
            for (const [by, count] of Object.entries(counts)) this.inc({ [first]: of, [second]: by }, count);
          }
        },
      });
    },
  };
}
