import { cost, costAt, type Entry, totalCost } from './entry.ts';

/** Longest period a collector can be given, seconds; the most CONFIG.json accepts. */
const LONGEST = 3600;

type Stretched = Omit<Entry, 'period'> & { period: number };

/** One entry's period made longer. */
interface Step {
  readonly entry: Stretched;
  /** Seconds. */
  readonly from: number;
  readonly to: number;
}

/** Entries that are stretched together, and to how many seconds at most. */
interface Round {
  readonly group: readonly Stretched[];
  readonly most: number;
}

/**
 * Level 4: periods get longer until all fits into the budget, or nothing is left to stretch.
 *
 * First, steps are taken: a second more for one collector after the other, always in the order that the tables give. Then steps that were
 * not needed are given back, the last one first: a dear collector's step, such as the order book's, often saves more than was missing.
 *
 * So of all plans that fit this is the one whose last step comes first in the order, of those the one whose last but one does, and so on:
 * with more budget it never gets worse by that measure, although a single collector may be slower for the sake of a dearer one.
 *
 * @param budget weight per minute
 * @param clock what asking for the exchange's time costs a minute
 */
export function stretchPeriods(given: readonly Entry[], budget: number, clock: number): Entry[] {
  const entries: Stretched[] = given.map((entry) => ({ ...entry }));
  const sum = createSum(entries, budget, clock);
  const taken = takeSteps(entries, sum);
  if (sum.fits()) giveBack(taken, sum);
  return followShortest(entries);
}

/** What all entries cost, while their periods are changed. */
interface Sum {
  fits(): boolean;
  /** Gives an entry another period. */
  move(entry: Stretched, to: number): void;
}

function createSum(entries: readonly Stretched[], budget: number, clock: number): Sum {
  // The running sum saves adding all up in each of tens of thousands of steps; its last digits are not to be relied on.
  let weight = totalCost(entries, clock);
  return {
    fits: () => weight < budget + 1e-6 && totalCost(entries, clock) <= budget,
    move(entry, to) {
      weight += costAt(entry, to) - cost(entry);
      entry.period = to;
    },
  };
}

function takeSteps(entries: readonly Stretched[], sum: Sum): Step[] {
  const taken: Step[] = [];
  for (const { group, most } of roundsOf(entries)) {
    for (let period = 2; period <= most && !sum.fits(); period += 1) {
      for (const entry of group) {
        // A confirmation within the minute saves nothing: it is not stretched for nothing.
        if (costAt(entry, period) >= cost(entry) || sum.fits()) continue;
        taken.push({ entry, from: entry.period, to: period });
        sum.move(entry, period);
      }
    }
  }
  return taken;
}

function giveBack(taken: readonly Step[], sum: Sum): void {
  for (const { entry, from, to } of taken.toReversed()) {
    // Its later steps had to stay.
    if (entry.period !== to) continue;
    sum.move(entry, from);
    if (!sum.fits()) sum.move(entry, to);
  }
}

/** The rounds in their order: collectors that the tables stretch early, each by itself, then all by turn; of the candles the longest first. */
function roundsOf(entries: readonly Stretched[]): Round[] {
  const early = entries.flatMap((entry) => {
    const { early: round } = entry.collector.row.stretch;
    return round === undefined ? [] : [{ group: [entry], most: round.seconds, turn: round.turn }];
  });
  const byTurn = entries
    .toReversed()
    .toSorted((one, other) => one.collector.row.stretch.turn - other.collector.row.stretch.turn);
  return [...early.toSorted((one, other) => one.turn - other.turn), { group: byTurn, most: LONGEST }];
}

/** What is rolled up is no fresher than the shortest interval of its feed, which it is rolled up from. */
function followShortest(entries: readonly Entry[]): Entry[] {
  const periodOfShortest = (feed: string) => entries.find(({ collector }) => collector.feed === feed)?.period ?? 0;
  return entries.map((entry) =>
    entry.served === 'rollup'
      ? { ...entry, period: Math.max(entry.period, periodOfShortest(entry.collector.feed)) }
      : entry,
  );
}
