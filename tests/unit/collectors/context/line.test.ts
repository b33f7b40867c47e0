import { createLine } from '../../../../collectors/context/line.ts';

it('runs one at a time, in order, whatever fails', async () => {
  const line = createLine();
  const started: number[] = [];
  let underWay = 0;
  let most = 0;
  const work = (index: number) => async () => {
    started.push(index);
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 5 - index));
    underWay--;
    if (index === 1) throw new Error('one');
    return index;
  };
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map((index) => line(work(index))));
  expect(started).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(1);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', ...Array(3).fill('fulfilled')]);
  await expect(line(work(9))).resolves.toBe(9);
});
