import { type Market, marketNames } from '../../markets/markets.js';
import type { Store } from '../redis/connect.ts';
import { streamsKey } from '../redis/keys.ts';
import { integer, mapOf, numberFrom, oneOf, readOr, record, storedJson, time, writeOver } from '../redis/stored.ts';

/** What a process counts of its streams, with what /metrics says of it. */
export const streamCounters = {
  events: 'Events of streams that somebody follows',
  opened: 'Sockets that were begun',
  rotated: "Sockets that took another one's place before that ended",
  renewed: 'Streams that were asked for anew',
  refused: 'Streams that the exchange has refused',
  badFrames: 'Frames that could not be read',
  unknown: 'Events of streams that nobody follows',
  wrongTimes: 'Events that tell a time which cannot be',
} as const;

export type StreamCounter = keyof typeof streamCounters;

/** `waiting`: there is none, and another one is opened later · `replaced`: another one is about to take its place */
export const socketStates = ['waiting', 'opening', 'open', 'replaced'] as const;

export type SocketState = (typeof socketStates)[number];

export interface SocketReport {
  readonly route: string;
  readonly state: SocketState;
  readonly ageMs: number;
  /** Heartbeats included. */
  readonly streams: number;
  /** Frames a second. */
  readonly perSecond: number;
  /** Since the last frame, ms. */
  readonly quietMs: number;
  /** Until another one takes its place, ms. */
  readonly rotatesInMs: number;
}

/** How the streams of a market are carried to one process, for people and metrics. */
export interface HubReport {
  readonly sockets: readonly SocketReport[];
  readonly streams: { readonly down: number; readonly asked: number; readonly heard: number };
  /** Since the process began. */
  readonly counts: Readonly<Record<StreamCounter, number>> & {
    /** Sockets that ended by themselves, by cause. */
    readonly ended: Readonly<Record<string, number>>;
  };
  readonly eventsPerSecond: number;
  /** Sockets that may still be opened in the present window, as last known. */
  readonly attemptsLeft: number | null;
  /** Why no socket is opened now that should be; null: nothing keeps us. */
  readonly waitsFor: string | null;
  /** Why the last socket has ended, and how long ago; null: none has. */
  readonly lastEnd: string | null;
  readonly lastEndAgoMs: number | null;
  /** The last frame that could not be read, and how long ago; null: there was none. */
  readonly lastBadFrame: string | null;
  readonly lastBadFrameAgoMs: number | null;
}

/** What a process says of the streams of one market that it follows. What else is found out about them has a member of its own. */
export interface StreamsReport {
  readonly market: Market;
  /** What the process is called in its log. */
  readonly name: string;
  readonly pid: number;
  /** Wall-clock ms of this report. */
  readonly at: number;
  /** Of a kind of socket that it needs none brings anything, for so long that REST is planned in their place. */
  readonly blocked: boolean;
  /** Which kinds, by their route; absent: a version before, which has not told them apart. */
  readonly blockedRoutes?: readonly string[];
  /** The longest that what has come waited to be written, since the report before, ms. */
  readonly backlogMs: number;
  readonly hub: HubReport;
}

/** A report that nobody has renewed for so long is of a process that has ended without a word, ms. */
const GONE_AFTER_MS = 3_600_000;

const text = (maxLength: number) => ({ type: 'string', maxLength }) as const;
const ms = numberFrom(0, 1e12);
const orNull = <Schema extends object>(schema: Schema) => ({ ...schema, nullable: true });

/** The report, or null where the text is none. Names become labels of metrics, so there cannot be many or long ones. */
const parseReport = storedJson<StreamsReport>(
  record(
    {
      market: oneOf(marketNames),
      name: text(100),
      pid: integer,
      at: time,
      blocked: { type: 'boolean' },
      blockedRoutes: { type: 'array', maxItems: 20, items: text(40) },
      backlogMs: ms,
      hub: record({
        sockets: {
          type: 'array',
          maxItems: 1_000,
          items: record({
            route: text(40),
            state: oneOf(socketStates),
            ageMs: ms,
            streams: integer,
            perSecond: numberFrom(0, 1e9),
            quietMs: ms,
            rotatesInMs: ms,
          }),
        },
        streams: record({ down: integer, asked: integer, heard: integer }),
        counts: record({
          ...Object.fromEntries(Object.keys(streamCounters).map((name) => [name, integer])),
          ended: { ...mapOf(integer), maxProperties: 20, propertyNames: text(40) },
        }),
        eventsPerSecond: numberFrom(0, 1e9),
        attemptsLeft: orNull(integer),
        waitsFor: orNull({ type: 'string' }),
        lastEnd: orNull({ type: 'string' }),
        lastEndAgoMs: orNull(ms),
        lastBadFrame: orNull({ type: 'string' }),
        lastBadFrameAgoMs: orNull(ms),
      }),
    },
    ['blockedRoutes'],
  ),
);

/** A field per process and market. */
const fieldOf = (market: Market, holder: string): string => `${market}|${holder}`;

/** @param holder names the process (`holderName`) */
export async function writeStreamReports(
  store: Store,
  holder: string,
  reports: readonly StreamsReport[],
): Promise<void> {
  if (reports.length === 0) return;
  const fields = reports.flatMap((report) => [fieldOf(report.market, holder), JSON.stringify(report)]);
  await writeOver(store, streamsKey, () => store.redis.hset(streamsKey, ...fields));
}

/** What processes said last; what is damaged is left out. @throws ioredis errors when Redis is away. */
export async function readStreamReports(store: Store): Promise<readonly StreamsReport[]> {
  return [...(await readFields(store)).values()].filter((report) => report !== null);
}

/** By field; null: it is damaged. */
async function readFields(store: Store): Promise<ReadonlyMap<string, StreamsReport | null>> {
  const stored = await readOr(store, streamsKey, store.redis.hgetall(streamsKey), {});
  return new Map(
    Object.entries(stored).map(([field, json]) => {
      const isOfField = ({ market }: StreamsReport) => field.startsWith(fieldOf(market, ''));
      return [field, parseReport(store, `${streamsKey} ${field}`, json, isOfField)];
    }),
  );
}

/** The process follows no stream of these markets any more. */
export async function removeStreamReports(store: Store, holder: string, markets: readonly Market[]): Promise<void> {
  if (markets.length === 0) return;
  const fields = markets.map((market) => fieldOf(market, holder));
  await writeOver(store, streamsKey, () => store.redis.hdel(streamsKey, ...fields));
}

/** Removes what processes have left that ended without a word, and what is damaged: whoever lives writes its own again. @param now wall-clock ms */
export async function removeOldStreamReports(store: Store, now: number): Promise<void> {
  const isOld = (report: StreamsReport | null) => report === null || Math.abs(now - report.at) > GONE_AFTER_MS;
  const old = [...(await readFields(store))].flatMap(([field, report]) => (isOld(report) ? [field] : []));
  if (old.length > 0) await store.redis.hdel(streamsKey, ...old);
}
