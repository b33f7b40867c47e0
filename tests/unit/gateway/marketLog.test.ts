import { createPlanLog } from '../../../collectors/plan/planLog.ts';
import { marketDefects, marketLog } from '../../../gateway/marketLog.ts';
import { createDefects } from '../../../store/reports/defects.ts';
import { configOf } from '../../configOf.ts';
import { planFor } from '../../planFor.ts';
import { createTestLog, type TestLog } from '../../testStore.ts';

let testLog: TestLog;
beforeEach(() => {
  testLog = createTestLog();
});

it.each([
  ['spot', 'warn nothing is sent for 5 s'],
  ['usdm', 'warn usdm: nothing is sent for 5 s'],
])('lines of %s', (market, line) => {
  marketLog(testLog.log, market).warn('nothing is sent for 5 s', { status: 403 });
  expect(testLog.messages).toEqual([line]);
  expect(testLog.lines[0]).toContain('403');
});

it('a plan says whose it is, line by line', () => {
  const planLog = createPlanLog(marketLog(testLog.log, 'usdm'));
  planLog.show(planFor(configOf({ pairs: ['btcusdt'] }), { weightPerMinute: 6000 }));
  expect(testLog.messages.length).toBeGreaterThan(3);
  expect(testLog.messages.filter((line) => !line.startsWith('info usdm: plan: '))).toEqual([]);
});

it('a defect says in which market it was met', () => {
  const defects = marketDefects(createDefects(testLog.log), 'usdm');
  expect(defects.note('the ping', new TypeError('x'))).toBe(true);
  expect(defects.newest()).toBe('usdm: the ping: internal: x');
});
