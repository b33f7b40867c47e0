import { alignedLines } from '../../scripts/terminal/alignedLines.ts';
import { staleAfterMs } from '../../store/values/meta.ts';
import { percentile, slope } from '../figures.ts';
import type { Measured } from './measure.ts';
import type { ProbeSample } from './probe.ts';

export interface SoakSummary {
  readonly lines: readonly string[];
  readonly isRed: boolean;
}

/** Memory is judged from this minute on, when caches are full, and only in runs twice as long. */
const WARM_MINUTES = 10;
const HEAP_GROWTH = 0.05;
const RSS_MB_PER_TEN_MINUTES = 1;

/** What a soak run shows, and which figures are missed. */
export function soakReport(measured: Measured): SoakSummary {
  const missed: string[] = [];
  const lines = [...ageLines(measured, missed), '', ...processLines(measured, missed), '', ...totals(measured, missed)];
  return { lines: [...lines, ...missed.map((line) => `RED  ${line}`)], isRed: missed.length > 0 };
}

function ageLines({ ages, reports, before }: Measured, missed: string[]): string[] {
  const rows = [...ages].map(([name, values]) => {
    const report = reports.get(name);
    const limit = staleAfterMs(report?.period ?? 1);
    const max = Math.max(...values);
    if (max > limit) missed.push(`${name}: up to ${Math.round(max)} ms old, more than ${limit} ms`);
    const counted = (['late', 'throttled', 'failures', 'restated', 'refused'] as const).map((counter) =>
      String((report?.counters[counter] ?? 0) - (before.get(name)?.counters[counter] ?? 0)),
    );
    const spread = [percentile(values, 0.5), percentile(values, 0.99), max].map((value) => String(Math.round(value)));
    const weight = report?.plannedWeight.toFixed(0) ?? '?';
    return [name, `${report?.period ?? '?'}`, weight, ...spread, ...counted];
  });
  const titles = [
    'worker',
    'period s',
    'weight/min',
    'age p50 ms',
    'p99',
    'max',
    'late',
    'throttled',
    'failures',
    'restated',
    'refused',
  ];
  return alignedLines([titles, ...rows], [0]);
}

function processLines({ samples, minutes }: Measured, missed: string[]): string[] {
  const isJudged = minutes >= 2 * WARM_MINUTES;
  const rows = [...samples].map(([name, of]) => {
    const growth = heapGrowth(of);
    const rise = rssRise(of);
    if (isJudged && growth >= HEAP_GROWTH)
      missed.push(`${name}: heap grew by ${percent(growth)} since minute ${WARM_MINUTES}`);
    if (isJudged && rise >= RSS_MB_PER_TEN_MINUTES)
      missed.push(`${name}: RSS rises by ${rise.toFixed(2)} MB in 10 minutes`);
    const p99 = Math.max(...of.map(({ delayP99 }) => delayP99));
    const max = Math.max(...of.map(({ delayMax }) => delayMax));
    const heaps = [of[WARM_MINUTES - 1] ?? of[0], of.at(-1)].map((sample) => mb(sample?.heap ?? Number.NaN));
    return [
      name,
      p99.toFixed(1),
      max.toFixed(1),
      ...heaps,
      percent(growth),
      mb(of.at(-1)?.rss ?? Number.NaN),
      rise.toFixed(2),
    ];
  });
  const since = isJudged ? `minute ${WARM_MINUTES}` : 'first';
  const titles = ['process', 'loop p99 ms', 'max', `heap MB ${since}`, 'end', 'growth', 'RSS MB', 'MB/10 min'];
  return [
    ...alignedLines([titles, ...rows], [0]),
    ...(isJudged ? [] : [`heap and RSS are not judged in runs shorter than ${2 * WARM_MINUTES} minutes`]),
  ];
}

/** Since the warm minute, as a share. */
export function heapGrowth(samples: readonly ProbeSample[]): number {
  const [from, to] = [samples[WARM_MINUTES - 1] ?? samples[0], samples.at(-1)];
  return from === undefined || to === undefined ? Number.NaN : to.heap / from.heap - 1;
}

/** Over the second half, MB in ten minutes. */
export function rssRise(samples: readonly ProbeSample[]): number {
  const half = Math.floor(samples.length / 2);
  return slope(samples.slice(half).map(({ rss }, minute) => [minute, rss / 1e6])) * 10;
}

function totals(
  { pairs, contracts, minutes, stats, audit, wrong, surprises, openGaps, redis }: Measured,
  missed: string[],
): string[] {
  const missing = [...audit.missing].map(([key, count]) => ({
    kind: /:\{[^}]*\}:(klines|trades)/.exec(key)?.[1],
    count,
  }));
  const of = (wanted: 'klines' | 'trades' | undefined): number =>
    missing.reduce((sum, { kind, count }) => sum + (kind === wanted ? count : 0), 0);
  const zeros: readonly (readonly [string, number])[] = [
    ['429 or 418', stats.refusals],
    ['requests that insisted', stats.insistedLate],
    ['missing candles', of('klines')],
    ['missing trade ids', of('trades')],
    ['other missing rows', of(undefined)],
    ['wrong rows', wrong.length + audit.wrong.length],
    ['restarts', surprises.length],
    ['open gaps', openGaps],
  ];
  for (const [what, count] of zeros) if (count > 0) missed.push(`${what}: ${count}`);
  for (const { key, why } of [...wrong, ...audit.wrong].slice(0, 5)) missed.push(`${key}: ${why}`);
  const memory = `Redis ${mb(redis[0] ?? Number.NaN)} MB after a minute, ${mb(redis.at(-1) ?? Number.NaN)} MB at the end`;
  const futures = contracts === 0 ? '' : `, ${stats.usdm.maxWeightInMinute} of futures`;
  const collected = contracts === 0 ? `${pairs} pairs` : `${pairs} pairs and ${contracts} contracts`;
  return [
    `${collected}, ${minutes} minutes; ${stats.requests} requests, at most ${stats.maxWeightInMinute} weight in a minute${futures}; ${memory}`,
    zeros.map(([what, count]) => `${what}: ${count}`).join(' · '),
  ];
}

const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
