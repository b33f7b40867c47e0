import { createOlderLines } from '../../../../collectors/context/olderLines.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const PAGE_MS = 100;

/** A line in which there is always more work. */
function openBusyLine() {
  const live = { isSlow: false };
  const lines = createOlderLines(Date.now, () => live.isSlow);
  const seen = { pages: 0, underWay: 0, most: 0 };
  const page = async (): Promise<void> => {
    seen.underWay++;
    seen.most = Math.max(seen.most, seen.underWay);
    await new Promise((resolve) => setTimeout(resolve, PAGE_MS));
    seen.underWay--;
    seen.pages++;
  };
  let isOver = false;
  const again = async (): Promise<void> => {
    while (!isOver) await lines.history(page);
  };
  const steps = Array.from({ length: 8 }, again);
  return {
    ...{ live, lines, seen },
    /** @returns pages that are done in so many seconds */
    async during(seconds: number): Promise<number> {
      const before = seen.pages;
      await jest.advanceTimersByTimeAsync(seconds * 1000);
      return seen.pages - before;
    },
    async close() {
      isOver = true;
      lines.close();
      await jest.advanceTimersByTimeAsync(PAGE_MS);
      await Promise.all(steps);
    },
  };
}

it('fetches three pages at a time while live requests are quick', async () => {
  const { seen, during } = openBusyLine();
  expect(await during(10)).toBe(300);
  expect(seen.most).toBe(3);
});

it('nearly stops while live requests are slow, and goes on when they are quick again', async () => {
  const { live, during } = openBusyLine();
  await during(1);
  live.isSlow = true;
  await during(4);
  const slow = await during(30);
  // A page, and a rest of a second and a half.
  expect([slow >= 18, slow <= 20]).toEqual([true, true]);
  live.isSlow = false;
  await during(15);
  expect(await during(10)).toBe(300);
});

it('is as wide as ever after a while in which nothing stood in it', async () => {
  const live = { isSlow: true };
  const lines = createOlderLines(Date.now, () => live.isSlow);
  for (let time = 0; time < 10; time++) {
    const done = lines.history(async () => undefined);
    await jest.advanceTimersByTimeAsync(1_000);
    await done;
  }
  live.isSlow = false;
  await jest.advanceTimersByTimeAsync(60_000);
  const started: number[] = [];
  const step = (index: number) => async () => {
    started.push(index);
    await new Promise((resolve) => setTimeout(resolve, PAGE_MS));
  };
  const all = [0, 1, 2, 3].map((index) => lines.history(step(index)));
  await jest.advanceTimersByTimeAsync(1);
  expect(started).toEqual([0, 1, 2]);
  await jest.advanceTimersByTimeAsync(PAGE_MS * 2);
  await Promise.all(all);
});

it('once closed, begins nothing that stands in line, and lets what is under way end', async () => {
  const world = openBusyLine();
  await world.during(1.05);
  const { pages, underWay } = world.seen;
  expect(underWay).toBe(3);
  await world.close();
  expect(world.seen.pages).toBe(pages + underWay);
  await world.lines.history(() => Promise.reject(new Error('it has begun')));
});

it('throws what a step throws, and goes on', async () => {
  const lines = createOlderLines(Date.now, () => false);
  const steps = [0, 1, 2, 3, 4].map((index) =>
    lines.history(async () => {
      if (index < 3) throw new Error(`no page ${index}`);
    }),
  );
  const results = await Promise.allSettled(steps);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled', 'fulfilled']);
});

it('goes on with gaps as ever while live requests are slow and history rests', async () => {
  const lines = createOlderLines(Date.now, () => true);
  const page = () => new Promise<void>((resolve) => setTimeout(resolve, PAGE_MS));
  const started = performance.now();
  const history = [0, 1, 2].map(() => lines.history(page));
  const gaps = Promise.all(Array.from({ length: 9 }, () => lines.gap(page))).then(() => performance.now() - started);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(await gaps).toBe(3 * PAGE_MS);
  await Promise.all(history);
});
