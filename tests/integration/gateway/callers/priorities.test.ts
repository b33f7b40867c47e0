import type { RateLimit } from '../../../../markets/market.js';
import { openTestStore, type TestStore } from '../../../testStore.ts';
import { mostInWindow, type Play, play, type Sending, sumOf } from '../countingExchange.ts';

/** Who comes first: live polls, callers, history. Several processes, each with a gate of its own, in a time of its own. */

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const FOR_MS = 4 * MINUTE;
const minute: RateLimit = { weight: 600, windowMs: MINUTE, window: 'fixed' };
const sliding: RateLimit = { weight: 600, windowMs: MINUTE, window: 'sliding' };
const exact = { errorMs: 0, uncertaintyMs: 0 };

/** Asks each `everyMs`. */
const steady = (
  weight: number,
  everyMs: number,
  more: Partial<Sending>,
  fromMs = 0,
): { at: number; sending: Sending }[] =>
  Array.from({ length: Math.floor((FOR_MS - fromMs) / everyMs) }, (_, turn) => ({
    at: fromMs + (turn + 1) * everyMs,
    sending: { afterMs: 0, process: 0, weight, wayMs: 20, answerMs: 30, ...more },
  }));

function inOrder(...lists: readonly { at: number; sending: Sending }[][]): Sending[] {
  const all = lists.flat().toSorted((one, other) => one.at - other.at);
  return all.map(({ at, sending }, index) => ({ ...sending, afterMs: at - (all[index - 1]?.at ?? 0) }));
}

const setting = (limit: RateLimit, more: Partial<Play>): Play => ({
  began: NOON,
  limit,
  share: 1,
  skews: [exact, exact, exact],
  callers: { share: 0.2, reserve: 0 },
  sendings: [],
  ...more,
});

/** Eight each second, which is 480 a minute of 600. */
const live = steady(8, 1_000, { process: 0 });
const flood = steady(7, 150, { process: 1, caller: 'flood' }, 3);
const history = steady(5, 400, { process: 0, priority: 'fill' }, 7);

describe.each([
  ['a fixed window', minute],
  ['a sliding window', sliding],
])('of %s', (_name, limit) => {
  it('a caller that floods leaves live polls all of theirs, and stays below what callers may have', async () => {
    const sendings = inOrder(live, flood);
    const { arrivals, refused } = await play(test.store, setting(limit, { planned: 500, sendings }));
    expect(refused.filter(({ caller }) => caller === undefined)).toEqual([]);
    expect(refused.filter(({ caller }) => caller === 'flood').length).toBeGreaterThan(1_000);
    const passed = arrivals.filter(({ caller }) => caller === 'flood');
    expect(passed.length).toBeGreaterThan(0);
    // What live polls leave, at the end of a minute, is all: a fifth of that, and half of it for one.
    expect(mostInWindow(passed, limit)).toBeLessThanOrEqual(60);
    expect(mostInWindow(arrivals, limit)).toBeLessThanOrEqual(600);
  });

  it('callers that flood leave live polls theirs even where these need nearly all', async () => {
    const large = { ...limit, weight: 6_000 };
    // Polls of each second: 5,880 of a fixed window; of a sliding one as many as are in it with what an answer takes.
    const tight = steady(limit.window === 'fixed' ? 98 : 96, 1_000, { process: 0 }, -500);
    const floods = ['a', 'b', 'c', 'd'].map((caller, index) => steady(30, 400, { process: 1, caller }, index * 7));
    const sendings = inOrder(tight, ...floods);
    const { refused } = await play(test.store, setting(large, { planned: 5_880, sendings }));
    expect(refused.filter(({ caller }) => caller === undefined)).toEqual([]);
    expect(refused.length).toBeGreaterThan(1_000);
  });

  it('callers that flood leave live polls theirs even where many of these are due in the last second', async () => {
    const lumps = steady(limit.window === 'fixed' ? 90 : 75, 10_000, { process: 0 }, -500);
    const floods = ['a', 'b', 'c', 'd'].map((caller, index) => steady(3, 400, { process: 1, caller }, index * 7));
    const sendings = inOrder(lumps, ...floods);
    const { arrivals, refused } = await play(test.store, setting(limit, { planned: 540, sendings }));
    expect(refused.filter(({ caller }) => caller === undefined)).toEqual([]);
    expect(arrivals.filter(({ caller }) => caller !== undefined).length).toBeGreaterThan(4);
  });

  it('ten others go on beside it without a refusal, from two processes', async () => {
    const others = Array.from({ length: 10 }, (_, index) =>
      steady(1, 15_000, { process: 1 + (index % 2), caller: `bot ${index}` }, 1_000 + 90 * index),
    );
    const sendings = inOrder(live, flood, ...others);
    const { refused } = await play(test.store, setting(limit, { planned: 100, sendings }));
    expect([...new Set(refused.map(({ caller }) => caller))]).toEqual(['flood']);
  });

  it('history leaves callers what they may have', async () => {
    const quiet = steady(3, 20_000, { process: 1, caller: 'quiet' }, 11);
    const sendings = inOrder(live, history, quiet);
    const { arrivals, refused } = await play(test.store, setting(limit, { planned: 480, sendings }));
    expect(refused.filter(({ priority }) => priority === 'fill').length).toBeGreaterThan(100);
    expect(refused.filter(({ priority }) => priority !== 'fill')).toEqual([]);
    expect(sumOf(arrivals) - sumOf(live.map(({ sending }) => sending)) - 3 * quiet.length).toBeGreaterThan(0);
  });
});
