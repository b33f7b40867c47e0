import { createLiveTimes, type LiveTimes } from '../../../gateway/liveTimes.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A request that takes so long. */
const ask = (times: LiveTimes, ms: number, path = '/depth'): Promise<unknown> => times.take(path, () => sleep(ms));

/** One after the other, each ending before the next begins. */
async function askOften(times: LiveTimes, count: number, ms: number, path?: string): Promise<void> {
  for (let time = 0; time < count; time++) {
    void ask(times, ms, path);
    await jest.advanceTimersByTimeAsync(ms);
  }
}

const open = (): LiveTimes => createLiveTimes(Date.now);

it('knows of no slow requests where there are none', () => expect(open().areSlow()).toBe(false));

it('finds those slow that take much longer than usual, for a second', async () => {
  const times = open();
  await askOften(times, 3, 50);
  expect(times.areSlow()).toBe(false);
  await jest.advanceTimersByTimeAsync(2_000);
  await askOften(times, 1, 300);
  expect(times.areSlow()).toBe(true);
  await jest.advanceTimersByTimeAsync(1_001);
  expect(times.areSlow()).toBe(false);
});

it('does not wait until a slow one is over', async () => {
  const times = open();
  await askOften(times, 3, 50);
  await jest.advanceTimersByTimeAsync(2_000);
  void ask(times, 4_000);
  await jest.advanceTimersByTimeAsync(299);
  expect(times.areSlow()).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  expect(times.areSlow()).toBe(true);
});

it('takes an exchange that is always slow for what it is', async () => {
  const times = open();
  await askOften(times, 5, 900);
  expect(times.areSlow()).toBe(false);
});

it('goes by a share: of many some are always slow', async () => {
  const times = open();
  await askOften(times, 3, 10);
  await jest.advanceTimersByTimeAsync(2_000);
  void ask(times, 500);
  await jest.advanceTimersByTimeAsync(400);
  await askOften(times, 11, 10);
  expect(times.areSlow()).toBe(false);
  void ask(times, 300);
  void ask(times, 300);
  await jest.advanceTimersByTimeAsync(300);
  expect(times.areSlow()).toBe(true);
});

it('knows what is usual of each path', async () => {
  const times = open();
  await askOften(times, 5, 10, '/price');
  await askOften(times, 3, 800, '/klines');
  await jest.advanceTimersByTimeAsync(2_000);
  await askOften(times, 1, 800, '/klines');
  expect(times.areSlow()).toBe(false);
  await askOften(times, 1, 800, '/price');
  expect(times.areSlow()).toBe(true);
});

it('gets used to an exchange that has become slower for good, within ten minutes', async () => {
  const times = open();
  await askOften(times, 5, 20);
  await askOften(times, 5, 500);
  expect(times.areSlow()).toBe(true);
  for (let minute = 0; minute < 10; minute++) {
    await jest.advanceTimersByTimeAsync(59_500);
    await askOften(times, 1, 500);
  }
  await askOften(times, 1, 500);
  expect(times.areSlow()).toBe(false);
});

it('does not take how soon a request fails for how long one takes, and hands on what it throws', async () => {
  const times = open();
  const failed = times.take('/depth', () => Promise.reject(new Error('refused')));
  await expect(failed).rejects.toThrow('refused');
  await askOften(times, 3, 700);
  expect(times.areSlow()).toBe(false);
});
