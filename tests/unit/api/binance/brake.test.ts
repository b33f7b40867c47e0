import { createBrake } from '../../../../api/binance/brake.ts';

let now = 1_000;
const brake = () => createBrake(() => now);

it('whoever is refused now and then, or many times at once, is told so at once', () => {
  const { refused } = brake();
  for (let second = 0; second < 10; second++) {
    for (let count = 0; count < 100; count++) expect(refused('a bot')).toBe(0);
    now += 1_000;
  }
});

it('who asks without a pause waits longer each time, up to a second', () => {
  const { refused } = brake();
  const waits = Array.from({ length: 300 }, () => refused('a flooder'));
  expect(waits.slice(98, 103)).toEqual([0, 0, 10, 20, 30]);
  expect(waits.at(-1)).toBe(1_000);
  now += 500;
  expect(refused('a flooder')).toBe(510);
  now += 2_000;
  expect(refused('a flooder')).toBe(0);
});

it('who waits for each answer is never held up for long', () => {
  const { refused } = brake();
  for (let count = 0; count < 1_000; count++) {
    const held = refused('one at a time');
    expect(held).toBeLessThanOrEqual(10);
    now += held;
  }
});

it('nobody else waits', () => {
  const { refused } = brake();
  for (let count = 0; count < 1_000; count++) refused('a flooder');
  expect(refused('a bot')).toBe(0);
});
