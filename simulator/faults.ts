/** What goes wrong with an answer. */
export const faultKinds = [
  'status',
  'garbage',
  'html',
  'shape',
  'truncated',
  'drip',
  'delay',
  'hang',
  'reset',
  'stale',
  'negative',
  'null',
  'duplicate',
  'reordered',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/**
 * A fault to inject. It holds for requests that match `path` and `symbol` (both: all requests when left out) until it is cleared, has
 * struck `times` times, or `forMs` have passed.
 *
 * - `status`    answers `status` (default 500), with `retryAfter` seconds, `headers` and `body` when given
 * - `garbage`   200 with bytes that are no JSON · `html` an HTML page with `status` (default 200)
 * - `shape`     200 with valid JSON of another shape: `body`, default `{"unexpected":true}`
 * - `truncated` the right answer, cut in the middle, then the connection closes
 * - `drip`      the right answer, one byte each `everyMs` (default 100)
 * - `delay`     the right answer after `delayMs` (default 1000)
 * - `hang`      no answer · `reset` the connection is reset
 * - `stale`     the right answer of `ageMs` ago (default 60,000)
 * - `negative`  the right answer with all decimals below zero · `null` with null in their place
 * - `duplicate` the right answer with its last row (of a book: last level) twice · `reordered` with its rows turned round
 */
export interface Fault {
  readonly kind: FaultKind;
  /** A path such as `/api/v3/klines`, or its end: `klines`, `ticker/24hr`. */
  readonly path?: string;
  /** Strikes requests that name this pair in `symbol` or `symbols`. */
  readonly symbol?: string;
  readonly times?: number;
  readonly forMs?: number;
  readonly status?: number;
  readonly retryAfter?: number;
  /** Sent as they are, in place of those of the same name; a list is sent as so many headers. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
  readonly everyMs?: number;
  readonly delayMs?: number;
  readonly ageMs?: number;
}

/** A fault in force, and how often it has struck. */
export interface ActiveFault {
  readonly id: number;
  readonly fault: Fault;
  readonly hits: number;
}

export interface Faults {
  inject(fault: Fault): number;
  /** Ends one fault, or all; false when there is no such one. */
  clear(id?: number): boolean;
  list(): ActiveFault[];
  /** The first fault in force that strikes this request, counted as a hit. */
  strike(path: string, query: URLSearchParams): Fault | undefined;
}

/** @param monotonicMs a clock for `forMs` */
export function createFaults(monotonicMs: () => number): Faults {
  let active: { id: number; fault: Fault; hits: number; until: number }[] = [];
  let lastId = 0;

  const dropSpent = (): void => {
    const now = monotonicMs();
    active = active.filter(({ fault, hits, until }) => now < until && hits < (fault.times ?? Number.POSITIVE_INFINITY));
  };

  return {
    inject(fault) {
      lastId += 1;
      const until = fault.forMs === undefined ? Number.POSITIVE_INFINITY : monotonicMs() + fault.forMs;
      active.push({ id: lastId, fault, hits: 0, until });
      return lastId;
    },
    clear(id) {
      const before = active.length;
      active = id === undefined ? [] : active.filter((entry) => entry.id !== id);
      return id === undefined || active.length < before;
    },
    list() {
      dropSpent();
      return active.map(({ id, fault, hits }) => ({ id, fault, hits }));
    },
    strike(path, query) {
      dropSpent();
      const struck = active.find(({ fault }) => matches(fault, path, query));
      if (struck !== undefined) struck.hits += 1;
      return struck?.fault;
    },
  };
}

function matches({ path: wanted, symbol }: Fault, path: string, query: URLSearchParams): boolean {
  if (wanted !== undefined && path !== wanted && !path.endsWith(`/${wanted.replace(/^\//, '')}`)) return false;
  if (symbol === undefined) return true;
  const named = symbol.toUpperCase();
  return query.get('symbol') === named || (query.get('symbols') ?? '').includes(`"${named}"`);
}
