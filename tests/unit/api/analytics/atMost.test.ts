import { atMost } from '../../../../api/analytics/snapshots/atMost.ts';

it('so many at most are done at the same time, in their order, whatever becomes of them', async () => {
  const inTurn = atMost(2);
  const order: number[] = [];
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3, 4].map((index) =>
    inTurn(async () => {
      order.push(index);
      await new Promise<void>((resolve, reject) => {
        ends.push(index === 1 ? () => reject(new Error('1')) : resolve);
      });
      return index;
    }).catch((error: Error) => error.message),
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  await turn();
  expect(order).toEqual([0, 1]);
  ends[1]?.();
  await turn();
  expect(order).toEqual([0, 1, 2]);
  ends[0]?.();
  ends[2]?.();
  await turn();
  expect(order).toEqual([0, 1, 2, 3, 4]);
  ends[3]?.();
  ends[4]?.();
  expect(await Promise.all(all)).toEqual([0, '1', 2, 3, 4]);
  // Who comes later finds the turns free again.
  expect(await inTurn(async () => 5)).toBe(5);
});
