import { createDefects } from '../../../store/reports/defects.ts';

let now = 0;
const lines: [string, unknown][] = [];
const open = () => createDefects({ error: (line, fields) => lines.push([line, fields?.stack]) }, () => now);
beforeEach(() => {
  now = 0;
  lines.length = 0;
});

const sum = () => (undefined as unknown as number[]).length;
function defect(): unknown {
  try {
    return sum();
  } catch (error) {
    return error;
  }
}

it('a defect is logged with its stack once while it lasts, and again when it comes back', () => {
  const defects = open();
  for (now = 0; now < 600_000; now += 1_000) defects.note('trades', defect());
  expect(lines).toEqual([
    [
      "trades: internal: Cannot read properties of undefined (reading 'length'): a defect of ours, please report it",
      expect.stringMatching(/^at length \(tests\/unit\/store\/defects\.test\.ts:\d+:\d+\) at sum .*[^>]$/),
    ],
  ]);
  expect(defects.newest()).toBe("trades: internal: Cannot read properties of undefined (reading 'length')");
  now += 61_000;
  expect(defects.newest()).toBeNull();
  defects.note('trades', defect());
  expect(lines).toHaveLength(2);
});

it('each place and each message is told apart, and the newest is shown', () => {
  const defects = open();
  defects.note('price', new Error('one'));
  defects.note('depth', new Error('one'));
  defects.note('price', new Error('two'));
  expect(lines.map(([line]) => line.split(': a defect')[0])).toEqual([
    'price: internal: one',
    'depth: internal: one',
    'price: internal: two',
  ]);
  defects.note('depth', new Error('one'));
  expect(defects.newest()).toBe('depth: internal: one');
});
