import type { MarketName } from './market.ts';

/** What goes wrong with an answer. */
export const answerFaultKinds = [
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

export type AnswerFaultKind = (typeof answerFaultKinds)[number];

/**
 * A fault of answers to inject. It holds for requests that match `path` and `symbol` (both: all requests when left out) until it is cleared, has
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
export interface AnswerFault {
  readonly kind: AnswerFaultKind;
  /** A path such as `/api/v3/klines`, or its end: `klines`, `ticker/24hr`. */
  readonly path?: string;
  /** Strikes requests of this market alone. */
  readonly market?: MarketName;
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
