import { createThrottledLog } from '../../../../../api/http/problems/throttledLog.ts';

it('logs a message at most once a minute, then with how many more there were, each message for itself', () => {
  let now = 0;
  const entries: [string, unknown][] = [];
  const report = createThrottledLog({ error: (message, fields) => entries.push([message, fields?.more]) }, () => now);
  report('one', new Error('x'));
  now = 59_999;
  report('one', new Error('x'));
  report('two', new Error('x'));
  now = 60_000;
  report('one', new Error('x'));
  now = 120_000;
  report('one', new Error('x'));
  expect(entries).toEqual([
    ['one', undefined],
    ['two', undefined],
    ['one', 1],
    ['one', undefined],
  ]);
});
