import { createOlderLine, type OlderLine, type TurnWatch } from '../../../../collectors/history/olderLine.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const PAGE_MS = 100;

/** A line in which there is always more work, and what it has done so far. */
function openBusyLine(line: OlderLine = createOlderLine(Date.now)) {
  const seen = { pages: 0, underWay: 0, most: 0 };
  const page = async (): Promise<void> => {
    seen.underWay++;
    seen.most = Math.max(seen.most, seen.underWay);
    await new Promise((resolve) => setTimeout(resolve, PAGE_MS));
    seen.underWay--;
    seen.pages++;
  };
  const again = (): Promise<void> => line.run(page).then(again);
  for (let standing = 0; standing < 8; standing++) void again();
  /** @returns pages that are done in so many seconds, in which turns of a worker take so long */
  const during = async (seconds: number, watch: TurnWatch, turnMs: number, isWell = true): Promise<number> => {
    const before = seen.pages;
    for (let second = 0; second < seconds; second++) {
      const over = watch();
      await jest.advanceTimersByTimeAsync(turnMs);
      over(isWell);
      await jest.advanceTimersByTimeAsync(1_000 - turnMs);
    }
    return seen.pages - before;
  };
  return { line, seen, during };
}

it('fetches three pages at a time while live turns are quick', async () => {
  const { line, seen, during } = openBusyLine();
  expect(await during(10, line.watch(), 50)).toBe(300);
  expect(seen.most).toBe(3);
});

it('nearly stops while live turns take much longer than usual, and goes on when they are quick again', async () => {
  const { line, during } = openBusyLine();
  const watch = line.watch();
  await during(10, watch, 50);
  await during(10, watch, 900);
  expect(await during(30, watch, 900)).toBeLessThanOrEqual(20);
  expect(await during(30, watch, 900)).toBeGreaterThan(14);
  await during(60, watch, 50);
  expect(await during(10, watch, 50)).toBe(300);
});

it('takes what is usual for slow', async () => {
  const { line, during } = openBusyLine();
  expect(await during(10, line.watch(), 600)).toBe(300);
});

it('slows down for a turn that is slow before that is over', async () => {
  const { line, seen, during } = openBusyLine();
  const watch = line.watch();
  await during(10, watch, 50);
  const before = seen.pages;
  watch();
  await jest.advanceTimersByTimeAsync(10_000);
  // By and by: it takes some halvings.
  expect(seen.pages - before).toBeLessThan(60);
});

it('does not take how soon a turn fails for how long one takes', async () => {
  const { line, during } = openBusyLine();
  const watch = line.watch();
  await during(10, watch, 1, false);
  expect(await during(10, watch, 600)).toBe(300);
});

it('keeps to the turns of each worker for what is usual there', async () => {
  const { line, during } = openBusyLine();
  const [quick, slow] = [line.watch(), line.watch()];
  await during(10, quick, 50);
  await during(10, slow, 600);
  expect(await during(10, slow, 600)).toBe(300);
});

it('rests no more when it closes', async () => {
  const { line, during } = openBusyLine();
  const watch = line.watch();
  await during(10, watch, 50);
  await during(10, watch, 900);
  line.close();
  expect(await during(1, watch, 50)).toBeGreaterThanOrEqual(72);
});

it('hands on what work returns and throws', async () => {
  jest.useRealTimers();
  const line = createOlderLine(Date.now);
  const work = async (page: number) => {
    if (page === 1) throw new Error('no page');
    return page;
  };
  const results = await Promise.allSettled([0, 1, 2, 3].map((page) => line.run(() => work(page))));
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.status))).toEqual([
    0,
    'rejected',
    2,
    3,
  ]);
});
