import { spanText } from '../format.ts';

/** What each level of the plan means. */
const levels: Readonly<Record<number, string>> = {
  1: 'everything is polled at its own period',
  2: 'longer candles are rolled up from shorter ones',
  3: 'what has streams comes by them, the rest is polled',
  4: 'periods are longer, because the budget does not suffice for all of them',
};

/** The level of the plan with its meaning. @param level null: not known */
export function levelText(level: number | null): string {
  if (level === null) return 'No collector has told its plan yet.';
  const meaning = levels[level];
  return meaning === undefined ? `Level ${level}.` : `Level ${level}: ${meaning}.`;
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A weight, or a count: `5,400`, `2.5`. @param value null: not known */
export function weightText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'unknown';
  return value > 0 && value < 10 ? tenths.format(value) : whole.format(value);
}

/** A part of a whole from 0 to 100, for bars. Where the whole is nothing, 0. */
export function percentOf(part: number | null, of: number): number {
  const percent = ((part ?? 0) / of) * 100;
  return Number.isFinite(percent) ? Math.min(100, Math.max(0, percent)) : 0;
}

/** What was set aside for others, in a sentence. */
export function foreignText(foreign: number): string {
  return foreign > 0
    ? `Other programs on the same address spend weight, too: ${weightText(foreign)} is set aside for them.`
    : 'No other program on the same address spends weight.';
}

/** What callers may have of the present minute, and have had. */
export function callersText(told: CallersSaid): string {
  const { used, allowed, share, reserve, refused } = told;
  const may = `Callers have used ${weightText(used)} of the ${weightText(allowed)} that they may have of this minute`;
  const why = `(${Math.round(share * 100)} % of what live polls leave, and a reserve of ${weightText(reserve)})`;
  return `${may} ${why}; this process has refused ${weightText(refused)} of their requests.`;
}

interface CallersSaid {
  readonly share: number;
  readonly reserve: number;
  readonly allowed: number;
  readonly used: number | null;
  readonly refused: number;
}

/** How a plot of weight reads. @param rates a minute, the newest last */
export function plotText(market: string, rates: readonly number[], overMs: number, budget: number): string {
  const last = rates.at(-1);
  if (last === undefined) return `The plot of ${market} begins when it has been looked at for ten seconds.`;
  const [least, most] = [weightText(Math.min(...rates)), weightText(Math.max(...rates))];
  const spent = least === most ? least : `${least} to ${most}`;
  return `Over the last ${spanText(overMs)} ${market} spent ${spent} a minute, ${weightText(last)} of late, of a budget of ${weightText(budget)}.`;
}
