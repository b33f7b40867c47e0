import {
  type CallersTold,
  grownBy,
  noGrowth,
  type Reading,
  type WorkerTold,
} from '../../../../web/figures/budget/growth.ts';
import { type Spending, spendingOf } from '../../../../web/figures/budget/spending.ts';

const worker = (name: string, counters: Record<string, number>, fields: Partial<WorkerTold> = {}): WorkerTold => ({
  ...{ name, pid: 1, startedAt: 1, state: 'active', served: 'poll', counters: { historyWeight: 0, ...counters } },
  ...fields,
});

const callers = (used: number | null, market = 'spot'): CallersTold => ({
  ...{ market, used, share: 0.2, reserve: 0, allowed: 100, refused: 0 },
});

interface Moment {
  readonly minute?: number;
  readonly callers?: readonly CallersTold[];
}

/** @param at s */
const reading = (
  at: number,
  workers: readonly WorkerTold[],
  { minute = 0, callers: told = [] }: Moment = {},
): Reading => ({
  ...{ at: at * 1_000, workers, callers: told },
  minutes: new Map([
    ['spot', minute * 60_000],
    ['usdm', minute * 60_000],
  ]),
});

const growthOf = (...readings: Reading[]) => readings.reduce(grownBy, noGrowth);
const spent = (market: string, ...readings: Reading[]) => spendingOf(growthOf(...readings), market);
const uses = (spending: Spending | null) =>
  Object.fromEntries((spending?.uses ?? []).map(({ name, perMinute }) => [name, perMinute]));

it('nothing is known until two answers have come', () => {
  expect(spent('spot')).toBeNull();
  expect(spent('spot', reading(0, [worker('price', { weight: 9 })]))).toBeNull();
  expect(
    spent('spot', reading(0, [worker('price', { weight: 9 })]), reading(0, [worker('price', { weight: 99 })])),
  ).toBeNull();
});

it('says what each feed spends a minute, the most first, and how many spend nothing', () => {
  const at = (depth: number, price: number) => [
    worker('price', { weight: price }),
    worker('depth', { weight: depth }, { served: 'stream' }),
    worker('idle', { weight: 5 }),
    worker('disabled', {}, { state: 'disabled' }),
    worker('usdm-price', { weight: depth }, { market: 'usdm' }),
  ];
  expect(spent('spot', reading(0, at(0, 0)), reading(2, at(50, 4)), reading(4, at(60, 8)))).toMatchObject({
    overMs: 4_000,
    feeds: [
      { name: 'depth', served: 'stream', perMinute: 900 },
      { name: 'price', served: 'poll', perMinute: 120 },
    ],
    idle: 1,
    total: 1_020,
    isSplit: true,
  });
});

it('tells history, audit, news and callers apart from live polls, and they add up', () => {
  const at = (times: number) => [
    worker('price', { weight: 10 * times, historyWeight: 3 * times }),
    worker('depth', { weight: 20 * times, auditWeight: 4 * times, newsWeight: times }),
  ];
  const spending = spent(
    'spot',
    reading(0, at(1), { callers: [callers(5)] }),
    reading(60, at(2), { callers: [callers(12)] }),
  );
  expect(uses(spending)).toEqual({ live: 22, history: 3, audit: 4, news: 1, callers: 7 });
  expect(spending?.total).toBe(37);
});

it('what is counted in a limit of its own is named, and is no part of the sums', () => {
  const at = (weight: number) => [
    worker('usdm-funding-rate', { weight }, { market: 'usdm', pool: 'funding' }),
    worker('usdm-price', { weight }, { market: 'usdm' }),
  ];
  const growth = growthOf(reading(0, at(0)), reading(60, at(6)));
  expect(spendingOf(growth, 'usdm')).toMatchObject({
    feeds: [
      { name: 'usdm-funding-rate', pool: 'funding', perMinute: 6 },
      { name: 'usdm-price', perMinute: 6 },
    ],
    total: 6,
  });
  expect(growth.weights.get('usdm')?.stretches).toEqual([{ from: 0, to: 60_000, amounts: [6] }]);
});

it('a restart in between loses nothing of what came after it', () => {
  const restarted = { pid: 2, startedAt: 30_000 };
  const spending = spent(
    'spot',
    reading(0, [worker('price', { weight: 100 })]),
    reading(30, [worker('price', { weight: 110 })]),
    reading(60, [worker('price', { weight: 7 }, restarted)]),
  );
  expect(spending?.total).toBe(17);
});

it('what callers use begins anew with each minute', () => {
  const told = [0, 0, 1].map((minute, index) =>
    reading(index * 30, [], { minute, callers: [callers([10, 40, 5][index] ?? 0)] }),
  );
  expect(spent('spot', ...told)?.total).toBe(35);
});

it('does not know what callers spent in a minute that nobody saw, or of which nothing was told', () => {
  const worked = (minute: number, used: number | null) =>
    reading(minute * 60, [worker('price', { weight: 10 * minute })], { minute, callers: [callers(used)] });
  for (const told of [
    [worked(0, 10), worked(2, 40)],
    [worked(0, null), worked(1, 50)],
  ]) {
    const spending = spent('spot', ...told);
    expect([uses(spending).callers, spending?.total]).toEqual([null, 10]);
  }
});

it('says that older collectors do not tell uses apart', () => {
  const at = (weight: number) => [{ ...worker('price', {}), counters: { weight } }];
  expect(spent('spot', reading(0, at(1)), reading(60, at(2)))).toMatchObject({ isSplit: false, total: 1 });
});

it('measures over a minute at most, and forgets a long time in which nobody looked soon', () => {
  const at = (seconds: number) => reading(seconds, [worker('price', { weight: seconds })]);
  const looked = Array.from({ length: 100 }, (_, index) => at(index * 2));
  const growth = growthOf(...looked);
  expect(spendingOf(growth, 'spot')?.overMs).toBe(60_000);
  expect(growth.steps.length).toBeLessThanOrEqual(31);
  const back = [at(1_000), at(1_002), at(1_004), at(1_006), at(1_008), at(1_010)].reduce(grownBy, growth);
  expect(spendingOf(back, 'spot')).toMatchObject({ overMs: 10_000, total: 60 });
});

it('measures over longer than a minute where answers come seldom', () => {
  const growth = growthOf(...[0, 90, 180].map((at) => reading(at, [worker('price', { weight: at })])));
  expect(spendingOf(growth, 'spot')).toMatchObject({ overMs: 180_000, total: 60 });
});

it('counts what audits found over all the time that somebody looks', () => {
  const at = (audited: number, mismatched: number) => [
    worker('depth', { audited, mismatched }),
    worker('price', { audited }),
  ];
  const { audits } = growthOf(reading(0, at(100, 3)), reading(20, at(110, 4)), reading(40, at(112, 4)));
  expect(audits.stretches.map(({ amounts }) => amounts)).toEqual([
    [20, 1],
    [4, 0],
  ]);
});
