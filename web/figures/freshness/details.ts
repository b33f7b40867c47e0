import { spanText } from '../format.ts';
import { type Judged, limitOf, overBy, type Step, steps } from './step.ts';

/** How a collector gets its rows, as `served` of a worker says it. */
const servedTexts: Readonly<Record<string, string>> = {
  poll: 'by asking the exchange each period',
  rollup: 'summed up from shorter candles, and confirmed by the exchange',
  stream: 'by a stream of the exchange',
};

/** A collector as far as it matters here. */
interface Worker {
  readonly market?: string;
  readonly name: string;
  readonly state: string;
  readonly alive: boolean;
  readonly served: string | null;
}

/** The name of the worker that collects a feed. */
export const workerName = (of: {
  readonly market?: string;
  readonly feed: string;
  readonly interval?: number;
}): string =>
  [...(of.market === undefined ? [] : [of.market]), of.feed, ...(of.interval === undefined ? [] : [of.interval])].join(
    '-',
  );

/** How a feed comes, in words. @param streamDown why the stream of the pair is down */
export function servedText(worker: Worker | undefined, streamDown: string | undefined): string {
  if (worker === undefined || worker.state === 'absent') return 'by nobody: its collector has never reported';
  if (!worker.alive) return 'by nobody: its collector does not report';
  if (worker.state === 'waiting') return 'not yet: its collector waits for the clock of the exchange';
  if (streamDown !== undefined) return 'by asking the exchange, in place of a stream that is down';
  return servedTexts[worker.served ?? ''] ?? worker.served ?? 'unknown';
}

/** How far a value is from its limit: `12 s over it`, `3.0 s below it`. */
export function limitText(feed: Judged, step: Step): string {
  if (feed.age === null) return 'nothing is stored';
  const over = overBy(feed);
  if (over > 0) return `${spanText(over)} over it`;
  // Its time lies ahead of the clock.
  if (step === 'stale') return 'its time lies ahead of the clock, so nobody knows its age';
  return `${spanText(-over)} below it`;
}

/** The limit with how it comes about: `32 s: three periods of 10 s, and 2 s`. */
export const limitWords = (feed: Judged): string =>
  `${spanText(limitOf(feed))}: three periods of ${spanText(feed.period * 1_000)}, and 2 s`;

/** What the exchange says of a pair, in words. */
export function statusText(status: string): string {
  if (status === 'UNLISTED') return 'UNLISTED: the exchange does not know it';
  if (status === 'UNVERIFIED') return 'UNVERIFIED: the exchange has not been asked yet';
  return status;
}

/** A step with what it means. */
export const stepText = (step: Step): string => `${steps[step].word}: ${steps[step].says}`;
