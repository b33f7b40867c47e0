import { createWrongKeys } from '../../../../../api/http/access/wrongKeys.ts';

let now: number;
let lines: string[];
const create = () =>
  createWrongKeys({ warn: (message, fields) => void lines.push(`${message} ${JSON.stringify(fields)}`) }, () => now);
const times = (count: number, call: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => call(index));

beforeEach(() => {
  now = 1_000_000;
  lines = [];
});

test('after twenty in a minute an address is told to wait until the minute is over', () => {
  const { note } = create();
  expect(times(20, () => note('10.0.0.5'))).toEqual(Array(20).fill(0));
  now += 15_000;
  expect(note('10.0.0.5')).toBe(45);
  expect(note('10.0.0.6')).toBe(0);
  now += 44_999;
  expect(note('10.0.0.5')).toBe(1);
  now += 1;
  expect(note('10.0.0.5')).toBe(0);
});

test('an address is named when its burst begins and when it is told to wait, once each a minute', () => {
  const { note } = create();
  for (let minute = 0; minute < 2; minute++) {
    times(500, () => note('::ffff:10.0.0.5'));
    now += 60_000;
  }
  const burst = ['a wrong access key from 10.0.0.5 {}', 'more than 20 wrong access keys in a minute from 10.0.0.5 {}'];
  expect(lines).toEqual([...burst, ...burst]);
});

test('many addresses fill neither the log nor the memory', () => {
  const { note } = create();
  times(5_000, (index) => note(`2001:db8::${index.toString(16)}`));
  expect(lines).toHaveLength(10);
  // The first ones are forgotten, the last ones are not.
  expect(times(20, () => note('2001:db8::0')).at(-1)).toBe(0);
  times(19, () => note('2001:db8::1387'));
  expect(note('2001:db8::1387')).toBeGreaterThan(0);
  now += 60_000;
  note('10.0.0.5');
  expect(lines.at(-1)).toBe('a wrong access key from 10.0.0.5 {"unsaid":4992}');
});

test('a caller that has gone meanwhile has no address, and is counted all the same', () => {
  expect(create().note(undefined)).toBe(0);
  expect(lines[0]).toContain('a wrong access key from');
});
