import { DEFAULT_MARKET, type Market } from '../../../markets/markets.js';
import { namedMember } from '../../context/markets.ts';
import type { ExchangeState } from '../read/exchangeState.ts';
import { type FeedState, type Overview, troubleTexts } from '../read/overview.ts';
import type { redisHealth } from './redisHealth.ts';
import { blockedStreams, type StreamsHealth, whyBlocked } from './streamsHealth.ts';
import type { WorkerState } from './workersHealth.ts';

/** How everything is. */
export interface Verdict {
  readonly status: 'ok' | 'stale' | 'degraded';
  /** Why it is not ok: one sentence for each cause, the worst first. Empty if and only if it is ok. */
  readonly why: readonly string[];
}

/** What the verdict is made of. */
export interface Judged {
  readonly overview: Pick<Overview, 'trouble' | 'refusal' | 'feeds'>;
  readonly redis: Pick<ReturnType<typeof redisHealth>, 'warning'>;
  readonly markets: ReadonlyMap<Market, { readonly exchange: ExchangeState; readonly streams: StreamsHealth | null }>;
  readonly pauses: readonly Pause[];
  readonly workers: readonly Pick<WorkerState, 'name' | 'alive' | 'faults'>[];
  /** That nothing is collected; that what the exchange lists is old. */
  readonly idle: readonly string[];
  readonly old: readonly string[];
  readonly defects: readonly string[];
  /** CONFIG.json as the API sees it. */
  readonly config: { readonly ok: boolean; readonly faults: readonly string[] };
}

interface Pause {
  readonly market: Market;
  readonly egress: string;
  readonly status: number;
  /** Exchange-clock ms. */
  readonly until: number;
}

/** Names that a sentence has at most, and sentences of one kind. */
const MOST_NAMED = 5;

/** Characters of a sentence: what others say, such as an exchange or a file, may be long. */
const LONGEST = 1_000;

/** What the exchange means by a status with which it tells us to wait. */
const pauseTexts: Readonly<Record<number, string>> = {
  429: 'the limit is broken',
  418: 'the address is banned',
  403: 'the address is blocked',
  451: 'it does not serve this place',
};

/**
 * THE judgement of how everything is: status and reasons come from the same list, so they cannot disagree.
 *
 * While Redis cannot be read nobody knows how fresh data is or whether workers live: then nothing is said of them.
 */
export function judge(judged: Judged): Verdict {
  const { overview, markets, pauses, workers, idle, old, defects, config } = judged;
  const isRead = overview.trouble === null;
  const degraded = [
    ...[...markets].flatMap(([market, { exchange }]) => outOfReach(market, exchange)),
    ...pauses.map(pauseText),
    ...(isRead ? silentText(workers) : []),
    ...idle,
    ...[...markets].flatMap(([market, { streams }]) => blockedText(market, streams)),
    ...eachOf('A defect of this program, please report it with the log', defects),
    ...redisWarning(judged),
    ...refusedText(config, workers),
    ...old,
  ];
  const causes = [
    ...(overview.trouble === null ? [] : [{ status: 'degraded' as const, text: troubleTexts[overview.trouble] }]),
    ...(isRead ? staleText(overview.feeds) : []).map((text) => ({ status: 'stale' as const, text })),
    ...degraded.map((text) => ({ status: 'degraded' as const, text })),
  ];
  return { status: causes[0]?.status ?? 'ok', why: causes.map(({ text }) => sentence(text)) };
}

function staleText(feeds: readonly FeedState[]): string[] {
  const stale = feeds.filter(isStale);
  const [first] = stale;
  if (first === undefined) return [];
  const named = describe(first);
  const of = `of ${counted(feeds.length, 'value')}`;
  return [
    stale.length === 1
      ? `1 ${of} is stale: ${named}`
      : `${stale.length} ${of} are stale, the first of them is ${named}`,
  ];
}

/** Whether a value should be fresh and is not. */
export const isStale = ({ stale, shouldBeFresh }: FeedState): boolean => stale && shouldBeFresh;

/** `candles of 60 min (price=mark) of btcusdt in usdm` */
function describe({ collector, code, asOf, isOutOfStep }: FeedState): string {
  const { market, type } = collector;
  const [named] = Object.entries(namedMember(collector));
  const what = typeof type === 'number' ? `candles of ${type} min` : type;
  const of = named === undefined ? '' : ` (${named.join('=')})`;
  const where = market === DEFAULT_MARKET ? '' : ` in ${market}`;
  const how = isOutOfStep ? ', which is out of step with the exchange' : asOf === null ? ', which has no data' : '';
  return `${what}${of} of ${code}${where}${how}`;
}

const outOfReach = (market: Market, { reachable, error, name }: ExchangeState): string[] =>
  reachable === false ? [inMarket(market, error ?? `${name} cannot be reached`)] : [];

function pauseText({ market, egress, status, until }: Pause): string {
  const meaning = pauseTexts[status];
  const end = `${new Date(until).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return `the exchange has answered ${status}${meaning === undefined ? '' : ` (${meaning})`}, so nothing is sent to ${market} from ${egress} until ${end}`;
}

function silentText(workers: Judged['workers']): string[] {
  const names = workers.flatMap(({ name, alive }) => (alive ? [] : [name]));
  if (names.length === 0) return [];
  if (names.length === workers.length && names.length > 1) {
    return [
      `none of the ${names.length} workers reports: either the collectors do not run, or they cannot write to Redis`,
    ];
  }
  const named = names.slice(0, MOST_NAMED).join(', ');
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return [`${counted(names.length, 'worker')} ${names.length === 1 ? 'does' : 'do'} not report: ${named}${more}`];
}

const blockedText = (market: Market, streams: StreamsHealth | null): string[] =>
  streams?.blocked
    ? [inMarket(market, `${blockedStreams(streams)}, so REST is asked for it: ${whyBlocked(streams)}`)]
    : [];

/** That it cannot be read at all is said in another sentence. */
const redisWarning = ({ overview: { trouble, refusal }, redis: { warning } }: Judged): string[] =>
  warning === undefined || (trouble === 'unreadable' && refusal === null) ? [] : [warning];

function refusedText(config: Judged['config'], workers: Judged['workers']): string[] {
  const faults = [...new Set([...config.faults, ...workers.flatMap((worker) => worker.faults)])];
  if (config.ok && faults.length === 0) return [];
  const refused = 'CONFIG.json is refused, and the last good one stays in use';
  return faults.length === 0 ? [refused] : eachOf(refused, faults);
}

/** A sentence for each cause, as far as there are not too many. */
function eachOf(what: string, causes: readonly string[]): string[] {
  const more = causes.length - MOST_NAMED;
  const named = causes.slice(0, MOST_NAMED).map((cause) => `${what}: ${cause}`);
  return more > 0 ? [...named, `${what}: ${more} more`] : named;
}

/** The market in front, unless it is the one that needs no name. */
const inMarket = (market: Market, text: string): string => (market === DEFAULT_MARKET ? text : `${market}: ${text}`);

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** With a capital letter, unless it begins with a name. */
function sentence(text: string): string {
  const whole = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return /^[a-z]+[ ,]/.test(whole) ? `${whole.charAt(0).toUpperCase()}${whole.slice(1)}` : whole;
}
