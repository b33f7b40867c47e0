import type { CallersShare } from '../../gateway/allowance.ts';
import { finite } from '../../model/finite.ts';
import { type Limits, steadyPerMinute } from '../../model/limits.ts';
import type { SharedTransport } from '../../store/market/transport.ts';
import type { PlanLevel, Served } from '../../store/reports/health.ts';
import { byStreams, streamableOf } from './byStreams.ts';
import { cost, type Entry, totalCost } from './entry.ts';
import { shareOf } from './forCallers.ts';
import type { Planned } from './planned.ts';
import { type PlannedPool, planPools } from './planPools.ts';
import { pollAll } from './pollAll.ts';
import { audit, auditEvery, infoWork, isLive, type RestWork, restWork, weightOf } from './restWork.ts';
import { type PolledPairs, rollUpCandles } from './rollUpCandles.ts';
import { routesOf } from './streamNames.ts';
import { stretchPeriods } from './stretchPeriods.ts';

/** How one collector is served. */
export interface PlannedCollector {
  /** Effective period in seconds: between two polls of a pair, or two rolled-up rows; 1 for what streams serve. */
  readonly period: number;
  readonly served: Served;
  /** Pairs of a rolled-up interval whose candles cannot be summed up now: they are polled. */
  readonly polledPairs: number;
  readonly weightPerMinute: number;
  /** The limit that its weight is counted in; absent: the market's own. */
  readonly pool?: string;
  /**
   * Seconds: at this period it is polled where its stream is down. Even if all streams are down at once, polls at these periods fit. Of what
   * REST serves anyway: `period`.
   */
  readonly restPeriod: number;
  /** REST has nothing of it. */
  readonly isStreamAlone?: true;
}

/** Which period each collector gets, and how it is served, so that all of a market's fit into the budget. */
export interface Plan {
  readonly level: PlanLevel;
  /** By collector name; those that CONFIG.json disables are missing, no other is ever left out. */
  readonly collectors: ReadonlyMap<string, PlannedCollector>;
  /**
   * Names of the collectors whose rows come by streams, or would if these were not blocked: they follow them all the same, but for candles
   * that are rolled up meanwhile.
   */
  readonly follows: ReadonlySet<string>;
  /** What REST does beside polling, where anything comes by streams. What the budget has left is for snapshots and history. */
  readonly rest: readonly RestWork[];
  /** Seconds in which the audit gets round all pairs of each collector that it looks at; null: it has nothing to do, or no weight. */
  readonly auditEvery: number | null;
  /** All that is planned of the market's own limit. Above `budget` only where not even the longest periods fit. */
  readonly weightPerMinute: number;
  /** What of it comes before callers: all but the news rounds and the audit. */
  readonly live: number;
  /** Weight per minute that may be planned: what of the limit can be spent without end × share − foreign − what is set aside for callers. */
  readonly budget: number;
  /** What callers may have of what live polls leave, and what is set aside for them. */
  readonly callers: CallersShare;
  /** Weight per minute set aside for other programs on the same IP. */
  readonly foreign: number;
  /** The limits beside that one, by name; empty where the market has none. */
  readonly pools: ReadonlyMap<string, PlannedPool>;
  /** Whether level 1 or 2 fits; null: no feed's transport depends on it. */
  readonly fits: boolean | null;
  /**
   * Routes of streams that rows would come by, but no socket of theirs can be opened: REST serves these rows. Whoever opens sockets goes on
   * trying meanwhile, and reports it when one opens.
   */
  readonly blocked: readonly string[];
}

/**
 * Part of the budget that stretched periods are fitted into. What is left is for requests at a minute's turn, which are charged to both
 * minutes, and for failed ones, which are asked again before their long period is over.
 */
export const STRETCHED_SHARE = 0.98;

/** What counts while no keeper has decided anything. */
const UNDECIDED: SharedTransport = { isHeld: false, fitsSince: null };

/**
 * The weight planner, a pure function. The plan is on the first level that fits:
 *
 * 1. every collector polled at its configured period (pollAll.ts);
 * 2. candles of all intervals but the shortest rolled up from it, and confirmed by the exchange once a minute; of pairs where that cannot
 *    be for now polled (rollUpCandles.ts);
 * 3. feeds served by the exchange's streams (byStreams.ts); REST does the rest (restWork.ts), and polls what has no streams;
 * 4. longer periods, on top of level 2 (stretchPeriods.ts): always possible, though not always enough.
 *
 * `transport` of CONFIG.json leaves out level 3 (`poll`), or levels 1 and 2 (`stream`). With `auto` the plan stays on level 3 until the keeper
 * says that 1 or 2 has fitted for long enough. A feed with a `transport` of its own is served so on any level, which is then that of the others.
 * `klines.mode` leaves out level 2 (`poll`), which puts level 4 on top of level 1, or level 1 (`rollup`).
 *
 * @param foreign weight per minute that others on the same IP spend
 * @param polledPairs what cannot be rolled up now
 * @param decided what the keeper has decided for all processes; null: nothing yet
 */
export function plan(
  planned: Planned,
  limits: Limits,
  foreign = 0,
  polledPairs: PolledPairs = new Map(),
  decided: SharedTransport | null = null,
): Plan {
  const { isHeld, blocked: areBlocked = [] } = decided ?? UNDECIDED;
  const callers = shareOf(planned.callers);
  const budget = Math.max(0, steadyPerMinute(limits) * planned.share - foreign - callers.reserve);
  // The clock is measured once a minute, and the whole exchangeInfo asked for once an hour, on all levels.
  const info = infoWork(planned);
  const clock = finite('the weight of the time', planned.connector.time().weight);
  const all = pollAll(planned);
  const apart = planPools(planned, all, STRETCHED_SHARE);
  const polled = all.filter(({ pool }) => pool === undefined);
  const candidates = unstretched(planned, polled, polledPairs);
  const work = restWork(planned);
  const serve = (entries: readonly Entry[][], other: number): Serving => {
    const fitting = entries.find((each) => totalCost(each, other) <= budget);
    const made = fitting ?? stretchPeriods(entries.at(-1) ?? [], budget * STRETCHED_SHARE, other);
    return { entries: made, work: [], other, fits: fitting !== undefined };
  };
  const byRest = serve(candidates, clock + weightOf(info));
  const streamed = (names: ReadonlySet<string>): Serving => {
    if (names.size === 0) return byRest;
    const instead = serve([polled], clock + weightOf(info)).entries;
    const entries = candidates.map((each) => byStreams(each, names, instead));
    return { ...serve(entries, clock + weightOf(work)), work };
  };

  const { always, all: streamable } = streamableOf(planned, candidates[0] ?? []);
  const usual = streamed(always);
  const hasAuto = streamable.size > always.size;
  const leavesRest = hasAuto && (isHeld || !usual.fits);
  const wanted = leavesRest ? streamable : always;
  const { blocked, open } = withoutBlocked(planned, wanted, areBlocked);
  const serving = leavesRest || blocked.length > 0 ? streamed(open) : usual;
  const isOnStreams = serving.work.length > 0 && (leavesRest || planned.config.transport === 'stream');
  const spent = totalCost(serving.entries, serving.other);
  const room = serving.fits ? budget : budget * STRETCHED_SHARE;
  const isAnyAudited = serving.entries.some(({ served, isAudited }) => served === 'stream' && isAudited);
  const rest = isAnyAudited ? [...serving.work, audit(budget, room - spent)] : serving.work;
  const done = rest.length === 0 ? info : rest;
  const planOf = new Map([...serving.entries, ...apart.entries].map((entry) => [entry.collector.name, entry]));
  // In the order of the table.
  const collectors = new Map(
    all.flatMap(({ collector: { name } }) => {
      const entry = planOf.get(name);
      return entry === undefined ? [] : [[name, plannedOf(entry)] as const];
    }),
  );
  const follows = new Set([...wanted].filter((name) => collectors.get(name)?.served !== 'rollup'));
  return {
    level: isOnStreams ? 3 : levelOf(serving),
    collectors,
    follows,
    rest,
    auditEvery: auditEvery(polled, follows, rest),
    weightPerMinute: totalCost(serving.entries, clock + weightOf(done)),
    live: totalCost(serving.entries, clock + weightOf(done.filter(isLive))),
    budget,
    callers,
    foreign,
    pools: apart.pools,
    fits: hasAuto ? usual.fits : null,
    blocked,
  };
}

/** A way to serve all. */
interface Serving {
  readonly entries: readonly Entry[];
  /** What REST does beside polling; empty where nothing comes by streams. */
  readonly work: readonly RestWork[];
  /** Weight per minute beside the entries. */
  readonly other: number;
  /** Nothing had to be stretched. */
  readonly fits: boolean;
}

function levelOf({ entries, fits }: Serving): PlanLevel {
  if (!fits) return 4;
  return entries.some(({ served }) => served === 'rollup') ? 2 : 1;
}

/** Whether both ask the same of every collector, and of the audit. */
export function isSamePlan(one: Plan, other: Plan): boolean {
  const asked = ({ level, blocked, auditEvery, collectors }: Plan) =>
    JSON.stringify([level, blocked, auditEvery, ...collectors]);
  return asked(one) === asked(other);
}

/** The collectors that come by streams although these routes are blocked, and those of the routes that any of them would need. */
export function withoutBlocked(
  planned: Planned,
  names: ReadonlySet<string>,
  routes: readonly string[],
): { readonly blocked: readonly string[]; readonly open: ReadonlySet<string> } {
  if (routes.length === 0) return { blocked: [], open: names };
  const needed = new Map(
    planned.collectors.flatMap((each) => (names.has(each.name) ? [[each.name, routesOf(planned, each)] as const] : [])),
  );
  const blocked = routes.filter((route) => [...needed.values()].some((of) => of.has(route)));
  const open = [...needed].filter(([, of]) => !blocked.some((route) => of.has(route)));
  return { blocked, open: new Set(open.map(([name]) => name)) };
}

/** Levels 1 and 2, as far as `klines.mode` allows them. */
function unstretched({ config }: Planned, polled: Entry[], polledPairs: PolledPairs): Entry[][] {
  if (config.klines.mode === 'poll') return [polled];
  const rolledUp = rollUpCandles(config, polled, polledPairs);
  return config.klines.mode === 'rollup' ? [rolledUp] : [polled, rolledUp];
}

const plannedOf = (entry: Entry): PlannedCollector => {
  const { served, period, polledPairs, pool, restPeriod = period } = entry;
  const counted = pool === undefined ? {} : { pool };
  const alone = entry.collector.row.ask === 'none' ? ({ isStreamAlone: true } as const) : {};
  return { period, served, polledPairs, weightPerMinute: cost(entry), restPeriod, ...counted, ...alone };
};
