import { lateness, perCoreSecond } from '../../../../bench/relay/watch.ts';
import { machineUs, readStamp, type Stamp, stamped } from '../../../../bench/streams/sender/stamp.ts';

test('a stamp is read as it was written, and the event stays JSON', () => {
  const before = machineUs();
  const data = stamped('{"e":"trade","p":"1"}', 12, 3_456);
  expect(JSON.parse(data)).toMatchObject({ e: 'trade', p: '1' });
  const frame = Buffer.from(`behind another one{"stream":"btcusdt@trade","data":${data}}`);
  const stamp: Stamp = { stream: 0, number: 0, sentAt: 0 };
  readStamp(frame, frame.length, stamp);
  expect(stamp).toMatchObject({ stream: 12, number: 3_456 });
  expect(stamp.sentAt).toBeGreaterThanOrEqual(before);
  expect(stamp.sentAt).toBeLessThanOrEqual(machineUs());
});

test('how late frames were is told of several windows together', () => {
  const first = { late: [[5, 98] as const, [20, 1] as const] };
  const other = { late: [[700, 1] as const] };
  expect(lateness([first, other], 0.5)).toBe(0.5);
  expect(lateness([first, other], 0.99)).toBe(2);
  expect(lateness([first, other], 1)).toBe(70);
  expect(lateness([], 0.99)).toBeNaN();
});

test('processor time of all who serve counts', () => {
  expect(perCoreSecond({ frames: 1_000, cpu: [30, 20] })).toBe(20_000);
});
