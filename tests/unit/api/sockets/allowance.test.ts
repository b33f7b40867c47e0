import { Allowance } from '../../../../api/sockets/allowance.ts';
import { createAttempts } from '../../../../api/sockets/attempts.ts';

it('so many at once, and so many a second after it', () => {
  const allowance = new Allowance(5, 20, 0);
  const count = (now: number, tries: number) =>
    Array.from({ length: tries }, () => allowance.isTooMany(now)).filter((no) => !no).length;
  expect(count(0, 100)).toBe(20);
  expect(count(100, 100)).toBe(0);
  expect(count(200, 100)).toBe(1);
  expect(count(1_200, 100)).toBe(5);
  expect(count(1_000_000, 100)).toBe(20);
});

it('an address has its attempts, told when to come again, and others have theirs', () => {
  let now = 0;
  const attempts = createAttempts(() => now, 300);
  for (let index = 0; index < 300; index++) expect(attempts.note('1')).toBe(0);
  expect(attempts.note('1')).toBe(1);
  expect(attempts.note('2')).toBe(0);
  now = 1_000;
  expect([attempts.note('1'), attempts.note('1')]).toEqual([0, 1]);
});
