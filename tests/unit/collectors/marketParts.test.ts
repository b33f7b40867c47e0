import { createMarketParts } from '../../../collectors/marketParts.ts';
import { createTestLog, type TestLog } from '../../testStore.ts';

let testLog: TestLog;
beforeEach(() => {
  testLog = createTestLog();
});

it('a market whose part goes is collected on, which is said once, each time it goes', () => {
  const follow = createMarketParts(testLog.log, ['spot'], []);
  for (const isThere of [true, false, false, true, true, false]) follow(() => isThere);
  const line = 'warn spot: is not in the configuration any more, and goes on as it was: restart the collectors';
  expect(testLog.messages).toEqual([line, line]);
});

it('a market whose part comes is not collected before a restart, which is said once', () => {
  const follow = createMarketParts(testLog.log, [], ['spot']);
  testLog.messages.length = 0;
  for (const isThere of [false, true, true, false]) follow(() => isThere);
  expect(testLog.messages).toEqual([
    'warn spot: is in the configuration, but not collected yet: restart the collectors',
  ]);
});

it('a process that has nothing to collect says so, and what to do', () => {
  createMarketParts(testLog.log, ['spot'], []);
  expect(testLog.messages).toEqual([]);
  createMarketParts(testLog.log, [], ['spot']);
  expect(testLog.messages).toEqual([
    'warn nothing is collected here: CONFIG.json has no pairs: add them and restart the collectors, or stop this process',
  ]);
});
