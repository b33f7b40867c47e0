import type { CallersShare } from '../../gateway/allowance.ts';
import { confirmPeriod } from './entry.ts';
import { callersPerMinute } from './forCallers.ts';
import type { Plan, PlannedCollector } from './plan.ts';

const LEVELS: Readonly<Record<Plan['level'], string>> = {
  1: 'every feed polled at its configured period',
  2: 'longer candles rolled up from the shortest',
  3: 'by streams what has any, the rest polled',
  4: 'periods stretched to fit',
};

/** Room for the names of spot's collectors; longer ones make it wider. */
const NAME_WIDTH = 14;

/** The plan as a table for people: a heading, a line for each collector, the total, and what it comes to in words. */
export function describePlan(plan: Plan): string[] {
  const { collectors, rest, weightPerMinute, budget, foreign, pools, level, blocked, callers } = plan;
  const nameWidth = Math.max(NAME_WIDTH, ...[...collectors.keys()].map((name) => name.length + 1));
  const row = (collector: string, period: string, weight: string, served: string): string =>
    `${collector.padEnd(nameWidth)}${period.padStart(8)}${weight.padStart(12)}  ${served}`.trimEnd();
  const lines = [...collectors].map(([name, planned]) =>
    row(name, `${planned.period} s`, planned.weightPerMinute.toFixed(1), servedAs(planned)),
  );
  const others = foreign > 0 ? `, ${foreign} more set aside for other programs on this address` : '';
  const isOver = [plan, ...pools.values()].some((limit) => limit.weightPerMinute > limit.budget);
  const overrun = isOver ? ['NOT ENOUGH even so: polls will be left out; have fewer pairs, feeds or intervals'] : [];
  return [
    row('collector', 'period', 'weight/min', 'served'),
    ...lines,
    ...rest.map(({ name, everySeconds, weightPerMinute: weight, says }) =>
      row(name, everySeconds === null ? '' : `${everySeconds} s`, weight.toFixed(1), says),
    ),
    row('total', '', weightPerMinute.toFixed(1), `of ${budget.toFixed(0)} weight/min${others}`),
    ...[...pools].map(([name, pool]) =>
      row(
        `of ${name}`,
        '',
        pool.weightPerMinute.toFixed(1),
        `of ${pool.budget.toFixed(0)} requests/min, counted apart`,
      ),
    ),
    ...(rest.length === 0 ? [] : [row('left', '', leftOf(plan).toFixed(1), 'for snapshots of books and for history')]),
    ...(callers.share === 0 ? [] : [row('callers', '', callersPerMinute(plan).toFixed(1), describeCallers(callers))]),
    `level ${level}: ${LEVELS[level]}`,
    ...(blocked.length > 0 ? [describeBlocked(blocked)] : []),
    ...overrun,
  ];
}

function describeCallers({ share, reserve }: CallersShare): string {
  const own = reserve === 0 ? '' : `, and ${reserve} set aside for them`;
  return `at most, for what callers ask: ${share} of what live polls leave${own}`;
}

/** @param routes '' where the exchange has one kind of socket */
function describeBlocked(routes: readonly string[]): string {
  const named = routes.flatMap((route) => (route === '' ? [] : [`/${route}`]));
  const of = named.length === 0 ? '' : ` of ${named.join(' and ')}`;
  return `streams${of} are blocked: no socket to them can be opened, so what they would bring is asked by REST`;
}

/** Weight per minute that the plan leaves, with what callers may have of it. */
export const leftOf = ({ budget, weightPerMinute }: Plan): number => Math.max(0, budget - weightPerMinute);

function servedAs(planned: PlannedCollector): string {
  const { served, polledPairs, restPeriod, isStreamAlone } = planned;
  if (isStreamAlone) return served === 'stream' ? 'by stream alone' : 'by stream alone, which is blocked';
  if (served === 'stream') return `by stream; while that is down polled every ${restPeriod} s`;
  if (served === 'poll') return planned.pool === undefined ? 'polled' : `polled, counted as ${planned.pool}`;
  const others = polledPairs === 0 ? '' : `; ${polledPairs} ${polledPairs > 1 ? 'pairs' : 'pair'} polled for now`;
  return `rolled up, confirmed every ${confirmPeriod(planned)} s${others}`;
}
